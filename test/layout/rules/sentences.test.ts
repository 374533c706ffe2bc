import { describe, expect, it } from 'vitest';
import { writeByRules } from '../../../main/layout/rules/write-by-rules.ts';
import { holds, outside, unwantedOverlaps } from './relation-holds.ts';
import { sentences } from './sentences.ts';

describe.each(sentences)('"$prompt"', ({ prompt, boxes, relations = [], background, negative }) => {
  const layout = writeByRules(prompt);

  it('becomes these boxes, background and exclusions', () => {
    const counts: Record<string, number> = {};
    for (const { caption } of layout.boxes) counts[caption] = (counts[caption] ?? 0) + 1;
    expect(counts).toEqual(boxes);
    expect([layout.background, layout.negative]).toEqual([background ?? 'A realistic scene', negative ?? '']);
  });

  it('is laid out as said, inside the canvas, and covers nothing else', () => {
    const broken = relations.filter(([first, relation, second]) => !holds(layout, first, relation, second));
    expect(broken).toEqual([]);
    expect(outside(layout)).toEqual([]);
    expect(unwantedOverlaps(layout, relations)).toEqual([]);
  });
});
