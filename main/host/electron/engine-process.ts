import { utilityProcess } from 'electron';
import type { EngineProcess } from '../../engine/engine-process.ts';

/** Starts the engine as a utility process of Electron, which works with every fuse that the packaged app sets. */
export function spawnUtility(file: string): EngineProcess {
  const child = utilityProcess.fork(file, [], { stdio: ['ignore', 'ignore', 'pipe'], serviceName: 'LMD engine' });
  return {
    postMessage: (message) => child.postMessage(message),
    onMessage: (listener) => void child.on('message', listener),
    onExit: (listener) => void child.once('exit', (code) => listener({ code, signal: null })),
    onStderr: (listener) => void child.stderr?.on('data', (chunk: Buffer) => listener(chunk.toString())),
    kill: () => {
      // A signal that can not be handled: a native call keeps the process from hearing any other.
      if (child.pid !== undefined) process.kill(child.pid, 'SIGKILL');
    },
  };
}
