import { expect, test } from 'vitest';
import { Progress } from '../../../main/engine/pipeline/progress.ts';

test('steps are measured without pauses, and the rest is guessed from the latest', () => {
  let now = 1000;
  const progress = new Progress(5, () => now);
  const after = (ms: number) => {
    now += ms;
    return progress.step();
  };
  progress.pause(400);
  expect(after(500)).toEqual({ stepMs: 100, remainingMs: 500 }); // four steps and the decoding
  expect(after(40)).toEqual({ stepMs: 40, remainingMs: 280 });
  after(40);
  expect(after(40)).toEqual({ stepMs: 40, remainingMs: 80 });
  expect(after(40)).toEqual({ stepMs: 40, remainingMs: 40 });
});

test('steps that are not taken are not waited for', () => {
  let now = 0;
  const progress = new Progress(10, () => now);
  progress.skip(6);
  now += 20;
  expect(progress.step()).toEqual({ stepMs: 20, remainingMs: 80 }); // three steps and the decoding
});
