import { AppError } from '../../preload/contract/errors.ts';
import type { EngineExit } from './engine-process.ts';

/** What C++ and V8 write before they end for want of memory. */
const memoryWords = /bad_alloc|heap out of memory|failed to allocate|out of memory|cannot allocate memory/i;

/**
 * The reason for an end nobody asked for, in the user's words.
 * Linux ends the biggest process with SIGKILL (137 through a shell) when memory runs out.
 */
export function exitError({ code, signal }: EngineExit, stderr: string): AppError {
  const how = signal === null ? `exit code ${code ?? 'unknown'}` : `signal ${signal}`;
  const detail = stderr.trim() === '' ? how : `${how}\n${stderr.trim()}`;
  const isKilled = signal === 'SIGKILL' || code === 137;
  if (isKilled || memoryWords.test(stderr)) {
    const what = isKilled
      ? 'The system ended the engine, most likely because memory ran out.'
      : 'Memory ran out and the engine ended.';
    return new AppError(
      'out_of_memory',
      `${what} Layout, history and waiting jobs are kept. Close other programs or make a smaller picture, then generate again.`,
      { detail },
    );
  }
  return new AppError(
    'engine_crashed',
    `The engine ended unexpectedly (${how}). Layout, history and waiting jobs are kept. Generate again: a new engine starts by itself.`,
    { detail },
  );
}
