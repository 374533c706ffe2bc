import { describe, expect, it } from 'vitest';
import { AppError } from '../../preload/contract/errors.ts';
import type { Candidate } from '../../preload/contract/lint.ts';
import type { LayoutRequest, LayoutResult } from '../../preload/contract/stage1.ts';
import { writeCandidates } from '../../main/layout/candidates.ts';
import { readAnswer } from '../../main/layout/writer.ts';

const context = { tokens: null, latentFactor: 8 };
const sentence = 'A realistic photo of a scene with two cats';
const [left, right, over] = [
  "('a cat', [20, 100, 180, 180])",
  "('a cat', [290, 100, 180, 180])",
  "('a cat', [60, 110, 180, 180])",
];

const resultOf = (boxes: readonly string[], provider: LayoutResult['provider'] = 'ollama'): LayoutResult => ({
  ...readAnswer(sentence, `[${boxes.join(', ')}]\nBackground prompt: A realistic scene\nNegative prompt: `),
  provider,
});

/** Writes these layouts one after the other. */
async function candidates(
  ...answers: (LayoutResult | AppError)[]
): Promise<{ found: Candidate[]; asked: LayoutRequest[] }> {
  const asked: LayoutRequest[] = [];
  const write = (request: LayoutRequest): Promise<LayoutResult> => {
    const answer = answers[asked.length];
    asked.push(request);
    return answer instanceof AppError || answer === undefined
      ? Promise.reject(answer ?? new Error('none'))
      : Promise.resolve(answer);
  };
  const found = await writeCandidates({ prompt: sentence }, answers.length, write, context);
  return { found, asked };
}

describe('several layouts for one sentence', () => {
  it('are ranked: first by whether they show what is asked for, then by their issues', async () => {
    const [one, overlapping, good] = [resultOf([left]), resultOf([left, over]), resultOf([left, right])];
    const { found } = await candidates(one, overlapping, good);
    expect(found.map(({ result }) => result)).toEqual([good, overlapping, one]);
    expect(found.map(({ meetsTask }) => meetsTask)).toEqual([true, true, false]);
    expect(found.map(({ issues }) => issues.map(({ code }) => code))).toEqual([[], ['overlap'], ['missing']]);
    expect(found[0]?.score).toBe(1);
  });

  it('are asked for anew but for the first, and shown once each', async () => {
    const { found, asked } = await candidates(resultOf([left, right]), resultOf([left, right]), resultOf([left]));
    expect(found).toHaveLength(2);
    expect(asked.map(({ cache }) => cache)).toEqual([undefined, 'bypass', 'bypass']);
  });

  it('are one where the rules write', async () => {
    const { found, asked } = await candidates(resultOf([left, right], 'rules'), resultOf([left]));
    expect([found.length, asked.length]).toEqual([1, 1]);
    const later = await candidates(resultOf([left, right]), resultOf([left], 'rules'), resultOf([left]));
    expect(later.found.map(({ result }) => result.provider)).toEqual(['ollama']);
  });

  it('are those that came before a failure or a stop; without any the failure is told', async () => {
    const failure = new AppError('llm_busy', 'busy');
    expect((await candidates(resultOf([left, right]), failure)).found).toHaveLength(1);
    await expect(candidates(failure, resultOf([left]))).rejects.toMatchObject({ code: 'llm_busy' });
    const stopped = new AppError('cancelled', 'stopped');
    expect((await candidates(resultOf([left]), stopped)).found).toHaveLength(1);
    await expect(candidates(stopped)).rejects.toMatchObject({ code: 'cancelled' });
  });
});
