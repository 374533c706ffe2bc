import { AppError } from '../../preload/contract/errors.ts';
import { createApp } from '../app.ts';
import { checkpointFolders } from '../folders.ts';
import type { App } from '../studio.ts';
import type { CommonFlags } from './flags.ts';

/** The outer world of a command; replaced in tests of single commands. */
export interface Session {
  app: App;
  /** Aborted by Ctrl-C. */
  signal: AbortSignal;
  /** Results. */
  print: (text: string) => void;
  /** Everything else: progress, notices, warnings. */
  note: (text: string) => void;
}

const sameInterruptMs = 500;

/** Runs a command on an app of its own, which is closed whatever happens. The first Ctrl-C cancels, a second ends the process. */
export async function withSession<T>(
  flags: CommonFlags,
  appDir: string,
  command: (session: Session) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  let interruptedAt: number | null = null;
  const interrupt = (): void => {
    // A terminal and the parent process may both pass on one Ctrl-C.
    if (interruptedAt !== null && Date.now() - interruptedAt > sameInterruptMs) process.exit(130);
    interruptedAt ??= Date.now();
    controller.abort();
  };
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
  const app = createApp({
    dataDir: flags.dataDir,
    appDir,
    checkpoints: [...flags.checkpoint, ...checkpointFolders(process.env)],
    ...(flags.ollama === undefined ? {} : { ollamaHost: flags.ollama }),
    ...(flags.openai === undefined ? {} : { openai: { url: flags.openai } }),
    recover: false,
  });
  try {
    return await command({
      app,
      signal: controller.signal,
      print: (text) => process.stdout.write(`${text}\n`),
      note: (text) => process.stderr.write(`${text}\n`),
    });
  } finally {
    await app.close();
    process.off('SIGINT', interrupt);
    process.off('SIGTERM', interrupt);
  }
}

/** The answer, or an AppError cancelled as soon as the command is interrupted. */
export function untilInterrupted<T>(signal: AbortSignal, answer: Promise<T>): Promise<T> {
  const interrupted = new Promise<never>((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(new AppError('cancelled', 'Cancelled.')), { once: true });
  });
  return Promise.race([answer, interrupted]);
}
