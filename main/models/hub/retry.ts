import { setTimeout as sleep } from 'node:timers/promises';
import { TryLater } from './hub-errors.ts';

/** How time passes; tests have their own. */
export interface Timing {
  /** Rejects when the signal is aborted. */
  wait: (ms: number, signal: AbortSignal) => Promise<void>;
  /** Milliseconds. */
  now: () => number;
  /** So long nothing may come before a connection counts as broken. */
  stallMs: number;
}

export const realTiming: Timing = {
  wait: (ms, signal) => sleep(ms, undefined, { signal }),
  now: () => performance.now(),
  stallMs: 60_000,
};

export interface Retries {
  tries: number;
  timing: Timing;
  signal: AbortSignal;
  /** How far the action has come. Getting further than ever before makes the count start anew. */
  position?: () => number;
}

const firstWait = 1000;

/** Tries again what may go better later: after 1 s, 2 s, 4 s …, or when the hub asks to. Rejects with the reason of the signal when it is aborted. */
export async function withRetries<T>(action: () => Promise<T>, retries: Retries): Promise<T> {
  const { tries, timing, signal, position = () => 0 } = retries;
  let [failures, furthest] = [0, position()];
  for (;;) {
    try {
      return await action();
    } catch (error) {
      if (!(error instanceof TryLater)) throw error;
      if (position() > furthest) [failures, furthest] = [0, position()];
      failures += 1;
      if (failures >= tries) throw error;
      await timing.wait(error.afterMs ?? firstWait * 2 ** (failures - 1), signal).catch((ended: unknown) => {
        signal.throwIfAborted();
        throw ended;
      });
    }
  }
}
