import { fork } from 'node:child_process';
import { join } from 'node:path';
import type { EngineRequest } from '../../preload/contract/engine.ts';

/** How a process ended. Electron tells a code only. */
export interface EngineExit {
  readonly code: number | null;
  readonly signal: string | null;
}

/** The engine's process as its client sees it, whoever started it. Typed arrays cross as they are. */
export interface EngineProcess {
  postMessage(message: EngineRequest): void;
  onMessage(listener: (message: unknown) => void): void;
  /** Heard once, after the last of stderr. */
  onExit(listener: (exit: EngineExit) => void): void;
  onStderr(listener: (text: string) => void): void;
  /** Ends the process at once, even inside a native call. */
  kill(): void;
}

/** Starts the engine as a child of this process. Native calls block it, so it can not be a thread of ours. */
export function forkEngine(
  file: string = join(import.meta.dirname, 'worker.ts'),
  env: NodeJS.ProcessEnv = process.env,
): EngineProcess {
  const child = fork(file, [], {
    env,
    execArgv: [],
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  child.stderr?.setEncoding('utf8');
  return {
    postMessage: (message) => {
      // What can not be sent has no reader any more: the exit that follows tells more than this error would.
      child.send(message, () => undefined);
    },
    onMessage: (listener) => void child.on('message', listener),
    onExit: (listener) => void child.once('close', (code, signal) => listener({ code, signal })),
    onStderr: (listener) => {
      child.stderr?.on('data', listener);
      child.on('error', (error) => listener(`${error.message}\n`));
    },
    kill: () => void child.kill('SIGKILL'),
  };
}
