import { join } from 'node:path';
import { expect, test } from 'vitest';
import { overallNegative, perBoxNegative } from '../../../main/engine/text/negatives.ts';
import { loadTokenizer } from '../../../main/engine/text/tokenizer.ts';
import { goldenCheckpoint, goldenJson } from '../../helpers/golden.ts';

test('the constants are the reference’s', async () => {
  const clip = await loadTokenizer(join(goldenCheckpoint('tiny-sd1'), 'tokenizer'));
  const { cases } = goldenJson<{ cases: { tag: string; input: string; output: { ids: number[] } }[] }>(
    'stage1/tokens.json',
  );
  for (const [tag, text] of [
    ['SO negative', perBoxNegative('')],
    ['overall negative', overallNegative('')],
  ] as const) {
    const row = cases.find((c) => c.tag === tag);
    if (row) expect(clip.encode(text)).toEqual(row.output.ids);
  }
  expect(overallNegative('').split(', ')).toHaveLength(9);
  expect(perBoxNegative('').split(', ')).toHaveLength(17);
});

test('what the layout excludes comes first', () => {
  expect(overallNegative('cats')).toMatch(/^cats, artifacts, blurry, /);
});
