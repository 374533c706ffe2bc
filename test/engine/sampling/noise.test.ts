import { describe, expect, test } from 'vitest';
import { Mt19937 } from '../../../main/engine/sampling/mt19937.ts';
import { TorchGenerator, torchNoise } from '../../../main/engine/sampling/noise.ts';
import { floats, goldenJson, goldenTensors } from '../../helpers/golden.ts';

interface Draw {
  count: number;
  first: number[];
  last: number[];
  sum: number;
  sum_of_squares: number;
  every_997th?: number[];
}
type Case =
  | { fn: 'torch_randn'; input: { seed: number; shape: number[] }; output: Draw }
  | { fn: 'torch_randn_sequence'; input: { seed: number; counts: number[] }; output: number[][] }
  | { fn: 'torch_randint_after_latent'; input: { seed: number; below: number }; output: [number[], number[]] }
  | { fn: 'torch_rand'; input: { seed: number; count: number }; output: number[] }
  | { fn: 'mt19937'; input: { seed: number }; output: { first: number[]; outputs_623_to_626: number[] } };

const { cases } = goldenJson<{ cases: Case[] }>('stage1/noise.json');
const of = <F extends Case['fn']>(fn: F) => cases.filter((c): c is Extract<Case, { fn: F }> => c.fn === fn);

/** torch's vectorised log, sin and cos differ in the last bits. */
function expectClose(actual: ArrayLike<number>, expected: readonly number[]): void {
  expect(actual).toHaveLength(expected.length);
  for (const [k, value] of expected.entries()) expect(Math.abs((actual[k] ?? NaN) - value)).toBeLessThan(2e-6);
}

describe('torch CPU generator', () => {
  test.each(of('torch_randn').map((c) => [c.input, c.output] as const))('randn %j', ({ seed, shape }, output) => {
    const values = torchNoise(
      seed,
      shape.reduce((n, d) => n * d, 1),
    );
    expect(values).toHaveLength(output.count);
    expectClose(values.slice(0, 32), output.first);
    if (output.last.length > 0) expectClose(values.slice(-32), output.last);
    if (output.every_997th)
      expectClose(
        values.filter((_, k) => k % 997 === 0),
        output.every_997th,
      );
    expect(Math.abs(values.reduce((a, x) => a + x, 0) - output.sum)).toBeLessThan(2e-6 * output.count);
  });

  test('several draws from one generator', () => {
    for (const { input, output } of of('torch_randn_sequence')) {
      const generator = new TorchGenerator(input.seed);
      input.counts.forEach((count, k) => {
        expectClose(generator.randn(count), output[k] ?? []);
      });
    }
  });

  test('whole numbers after the latents', () => {
    let generator = new TorchGenerator(0);
    for (const { input, output } of of('torch_randint_after_latent')) {
      // The set's rows below 20 and 7 go on with the generator of the row below 10.
      if (input.below === 10) {
        generator = new TorchGenerator(input.seed);
        generator.randn(16384);
      }
      expect([generator.randint(input.below, 3), generator.randint(input.below, 2)]).toEqual(output);
    }
  });

  test('uniform numbers', () => {
    for (const { input, output } of of('torch_rand'))
      expect(Array.from(new TorchGenerator(input.seed).rand(input.count))).toEqual(output);
  });

  test('the scheduler set’s draws', () => {
    const arrays = goldenTensors('schedulers/randn.safetensors');
    for (const key of arrays.keys()) {
      const [, seed, count, end] = /^randn_(\d+)_(\d+)_(first|last)$/.exec(key) ?? [];
      const values = torchNoise(Number(seed), Number(count));
      const part = end === 'first' ? values.slice(0, 64) : values.slice(-64);
      expectClose(part, Array.from(floats(arrays, key).data));
    }
  });

  test('seeds act modulo 2^32', () => {
    expect(torchNoise(2 ** 32 + 5, 20)).toEqual(torchNoise(5, 20));
    expect(torchNoise(-1, 20)).toEqual(torchNoise(2 ** 32 - 1, 20));
    expect(torchNoise(2n ** 63n + 5n, 20)).toEqual(torchNoise(5, 20));
  });

  test('moments of a picture’s noise', () => {
    const values = torchNoise(7, 100_000);
    const mean = values.reduce((a, x) => a + x, 0) / values.length;
    const variance = values.reduce((a, x) => a + (x - mean) ** 2, 0) / values.length;
    expect(Math.abs(mean)).toBeLessThan(0.01);
    expect(Math.abs(variance - 1)).toBeLessThan(0.02);
  });
});

test('Mersenne Twister outputs', () => {
  for (const { input, output } of of('mt19937')) {
    const twister = new Mt19937(input.seed);
    const draws = Array.from({ length: 627 }, () => twister.next());
    expect(draws.slice(0, 10)).toEqual(output.first);
    expect(draws.slice(623, 627)).toEqual(output.outputs_623_to_626);
  }
});
