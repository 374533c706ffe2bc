import { describe, expect, it } from 'vitest';
import { TryLater } from '../../../main/models/hub/hub-errors.ts';
import { withRetries, type Timing } from '../../../main/models/hub/retry.ts';
import { AppError } from '../../../preload/contract/errors.ts';

const later = (afterMs: number | null = null): TryLater => new TryLater('hub_unreachable', 'Later.', { afterMs });

/** Fails at each of these positions, then succeeds; tells what was waited. */
async function run(
  positions: readonly number[],
  error: () => Error = later,
): Promise<{ waits: number[]; ended: unknown }> {
  const waits: number[] = [];
  let [tried, position] = [0, 0];
  const timing: Timing = { now: () => 0, stallMs: 0, wait: (ms) => Promise.resolve(void waits.push(ms)) };
  const action = (): Promise<string> => {
    const next = positions[tried++];
    if (next === undefined) return Promise.resolve('done');
    position = next;
    return Promise.reject(error());
  };
  const { signal } = new AbortController();
  const ended = await withRetries(action, { tries: 5, timing, signal, position: () => position }).catch(
    (thrown: unknown) => thrown,
  );
  return { waits, ended };
}

describe('withRetries', () => {
  it('waits twice as long each time, and gives up after so many tries', async () => {
    expect(await run([0, 0, 0, 0])).toEqual({ waits: [1000, 2000, 4000, 8000], ended: 'done' });
    expect(await run([0, 0, 0, 0, 0])).toEqual({ waits: [1000, 2000, 4000, 8000], ended: later() });
  });

  it('counts anew whenever it has got further', async () => {
    const further = await run([0, 0, 1, 2, 2, 3, 3, 4, 5]);
    expect(further).toEqual({ waits: [1000, 2000, 1000, 1000, 2000, 1000, 2000, 1000, 1000], ended: 'done' });
  });

  it('does not count getting again to where it was: a server that starts anew each time would never be given up', async () => {
    expect(await run([9, 0, 9, 3, 9, 9])).toMatchObject({ waits: [1000, 2000, 4000, 8000], ended: later() });
  });

  it('waits as it is asked to, and tries nothing again that will not get better', async () => {
    expect(await run([0, 0], () => later(7))).toEqual({ waits: [7, 7], ended: 'done' });
    const refused = new AppError('hub_refused', 'No.');
    expect(await run([0], () => refused)).toEqual({ waits: [], ended: refused });
  });

  it('ends with the reason of the signal', async () => {
    const controller = new AbortController();
    const reason = new AppError('cancelled', 'Paused.');
    const wait = (): Promise<void> => {
      controller.abort(reason);
      return Promise.reject(new Error('aborted'));
    };
    const timing: Timing = { now: () => 0, stallMs: 0, wait };
    const retries = { tries: 5, timing, signal: controller.signal };
    await expect(withRetries(() => Promise.reject(later()), retries)).rejects.toBe(reason);
  });
});
