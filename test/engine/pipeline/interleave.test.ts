import { expect, test } from 'vitest';
import { EventQueue, interleave } from '../../../main/engine/pipeline/interleave.ts';

const tick = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test('events come before the value that was worked on when they happened', async () => {
  const queue = new EventQueue<string>();
  async function* run(): AsyncGenerator<number, string, void> {
    queue.push('opening');
    await tick();
    yield 1;
    yield 2;
    queue.push('closing');
    await tick();
    return 'end';
  }
  const seen: unknown[] = [];
  const merged = interleave(run(), queue);
  for (;;) {
    const { value, done } = await merged.next();
    seen.push(value);
    if (done === true) break;
  }
  expect(seen).toEqual(['opening', 1, 2, 'closing', 'end']);
});

test('an event is passed on while the generator is still at work', async () => {
  const queue = new EventQueue<string>();
  const finish = Promise.withResolvers<undefined>();
  async function* run(): AsyncGenerator<number, null, void> {
    queue.push('opening');
    await finish.promise;
    return null;
  }
  const merged = interleave(run(), queue);
  expect((await merged.next()).value).toBe('opening');
  finish.resolve(undefined);
  expect(await merged.next()).toEqual({ value: null, done: true });
});

test('errors pass, and ending early ends the generator', async () => {
  async function* failing(): AsyncGenerator<number, null, void> {
    yield 1;
    await tick();
    throw new Error('broken');
  }
  const merged = interleave(failing(), new EventQueue());
  await merged.next();
  await expect(merged.next()).rejects.toThrow('broken');

  let ended = false;
  async function* endless(): AsyncGenerator<number, null, void> {
    try {
      for (let i = 0; ; i++) {
        await tick();
        yield i;
      }
    } finally {
      ended = true;
    }
  }
  const early = interleave(endless(), new EventQueue());
  await early.next();
  await early.return(undefined as never);
  expect(ended).toBe(true);
});
