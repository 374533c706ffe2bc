import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { benchmarkPrompts, benchmarkTasks } from '../../main/evaluate/prompts.ts';

const sha256 = (lines: readonly string[]): string => createHash('sha256').update(lines.join('\n')).digest('hex');

/** Of the reference's prompts, joined by line feeds (methods.md 7.1). */
const digests = {
  negation: 'a9da7d0b60542459eb9956ee59518411468cead59d2a2485409ce2a4452dd2dc',
  numeracy: 'bfbc0e6cc645d5a429ba8cf0db1eed5168325beb6f6e57e98459c919dee8d610',
  attribution: '4108c3c1b1c6d08fe5f95dc16a6e340388cb4e19e6e68174c9db4ea2595874c7',
  spatial: '0f4a3499b37620531a414f2637fe540d37a447038b0675a8a9ac6c74eb1ba8ee',
};

describe('benchmarkPrompts', () => {
  it.each(benchmarkTasks)("gives the reference's 100 prompts of %s", (task) => {
    const prompts = benchmarkPrompts(task);
    expect(prompts).toHaveLength(100);
    expect(sha256(prompts)).toBe(digests[task]);
  });

  it('gives all 400 in the order of the benchmark', () => {
    expect(sha256(benchmarkTasks.flatMap(benchmarkPrompts))).toBe(
      '05333f912cfba8603f153d53593f8524172627f28baaae462ae05235058eec9b',
    );
  });
});
