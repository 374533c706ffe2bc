import { describe, expect, it } from 'vitest';
import type { Box, Layout } from '../../preload/contract/layout.ts';
import { layoutSchema } from '../../preload/contract/layout.ts';
import { issueCodes } from '../../preload/contract/lint.ts';
import { overlapOf } from '../../main/layout/geometry/rects.ts';
import { findIssues, fixIssue, lintLayout, scoreOf } from '../../main/layout/lint.ts';
import type { LintContext } from '../../main/layout/lint/finding.ts';
import { writeByRules } from '../../main/layout/rules/write-by-rules.ts';
import { benchmarkItems } from '../../main/evaluate/benchmark.ts';

type Corner = readonly [x: number, y: number, width: number, height: number];

/** A layout from captions and rectangles; more of a box as its last entry. */
function layout(
  boxes: readonly (readonly [caption: string, rect: Corner, more?: Partial<Box>])[],
  more: Partial<Layout> = {},
): Layout {
  return layoutSchema.parse({
    boxes: boxes.map(([caption, [x, y, width, height], rest], i) => ({
      id: String(i + 1),
      caption,
      rect: { x, y, width, height },
      ...rest,
    })),
    ...more,
  });
}

/** Counts words as tokens. */
const context: LintContext = { tokens: { count: (text) => text.split(/\s+/).length, most: 12 }, latentFactor: 8 };
const codes = (subject: Layout): string[] => lintLayout(subject, context).map(({ code }) => code);
const captions = ({ boxes }: Layout): string[] => boxes.map((box) => box.caption);

/** The layout after the fix of its only issue, which must be of this kind. */
function fixed(subject: Layout, code: string): Layout {
  const issues = lintLayout(subject, context);
  expect(issues.map((issue) => issue.code)).toEqual([code]);
  const [issue] = issues;
  if (issue === undefined || issue.fix === null) throw new Error('no fix');
  const after = fixIssue(subject, issue.id, context);
  expect(codes(after)).toEqual([]);
  return after;
}

const dogAt: Corner = [40, 200, 160, 200];
const catAt: Corner = [300, 220, 150, 180];

describe('a sound layout', () => {
  it('has no issues', () => {
    const sound = layout(
      [
        ['a dog', dogAt],
        ['a cat', catAt],
      ],
      { prompt: 'a dog left of a cat in a park', background: 'a park' },
    );
    expect(codes(sound)).toEqual([]);
    expect(scoreOf([])).toBe(1);
  });

  it('needs no sentence', () => {
    expect(
      codes(
        layout([
          ['a dog', dogAt],
          ['a cat', catAt],
        ]),
      ),
    ).toEqual([]);
    expect(codes(layout([]))).toEqual([]);
  });

  it('is what the rules write for the 400 prompts of the benchmark', () => {
    const faulty = benchmarkItems().filter(({ prompt }) => codes(writeByRules(prompt)).length > 0);
    expect(faulty.map(({ prompt }) => prompt)).toEqual([]);
  });

  it('may have boxes over each other that belong together, whatever is hidden, and vague counts', () => {
    const rider = layout(
      [
        ['a man', [180, 60, 120, 260]],
        ['a horse', [120, 180, 280, 260]],
      ],
      { prompt: 'a man riding a horse' },
    );
    expect(codes(rider)).toEqual([]);
    const hidden = layout([
      ['a dog', dogAt],
      ['a cat', [50, 210, 600, 5], { hidden: true }],
    ]);
    expect(codes(hidden)).toEqual([]);
    const many = layout(
      [
        ['a dog', dogAt],
        ['a dog', catAt],
      ],
      { prompt: 'many dogs' },
    );
    expect(codes(many)).toEqual([]);
  });
});

describe('each issue has a fix', () => {
  it('out_of_canvas: moves inside', () => {
    const after = fixed(layout([['a dog', [400, -20, 200, 100]]]), 'out_of_canvas');
    expect(after.boxes[0]?.rect).toEqual({ x: 312, y: 0, width: 200, height: 100 });
  });

  it('fills_canvas: becomes the background', () => {
    const after = fixed(layout([['a beach', [0, 0, 512, 512]]]), 'fills_canvas');
    expect([after.boxes, after.background]).toEqual([[], 'a beach']);
  });

  it('tiny: grows about its centre', () => {
    const after = fixed(layout([['a dog', [100, 100, 16, 24]]]), 'tiny');
    expect(after.boxes[0]?.rect).toEqual({ x: 92, y: 88, width: 32, height: 48 });
  });

  it('overlap: the smaller one moves aside', () => {
    const after = fixed(
      layout([
        ['a dog', [100, 100, 200, 200]],
        ['a cat', [260, 120, 100, 100]],
      ]),
      'overlap',
    );
    expect(after.boxes.map(({ rect }) => rect.x)).toEqual([100, 300]);
    const inner = fixed(
      layout([
        ['a dog', [60, 60, 300, 300]],
        ['a cat', [150, 150, 80, 80]],
      ]),
      'overlap',
    );
    expect(overlapOf(inner.boxes[0]!.rect, inner.boxes[1]!.rect)).toBe(0);
  });

  it('no_caption: is removed', () => {
    expect(fixed(layout([[' ', dogAt]]), 'no_caption').boxes).toEqual([]);
  });

  it('long_caption: is cut at a word', () => {
    const after = fixed(
      layout([['a very large brown dog, with a red collar, lying on its back', dogAt]]),
      'long_caption',
    );
    expect(captions(after)).toEqual(['a very large brown dog, with a red collar, lying']);
  });

  it('group_caption: is split', () => {
    const after = fixed(layout([['three dogs', [10, 100, 300, 100]]]), 'group_caption');
    expect(captions(after)).toEqual(['a dog', 'a dog', 'a dog']);
    expect(after.boxes.map(({ rect }) => [rect.x, rect.width])).toEqual([
      [10, 100],
      [110, 100],
      [210, 100],
    ]);
    expect(new Set(after.boxes.map(({ id }) => id)).size).toBe(3);
  });

  it('excluded: is removed', () => {
    const subject = layout(
      [
        ['a dog', dogAt],
        ['a black cat', catAt],
      ],
      { prompt: 'a dog in a park without cats' },
    );
    expect(captions(fixed(subject, 'excluded'))).toEqual(['a dog']);
    const byNegative = layout(
      [
        ['a dog', dogAt],
        ['a car', catAt],
      ],
      { negative: 'cars, trees' },
    );
    expect(captions(fixed(byNegative, 'excluded'))).toEqual(['a dog']);
  });

  it('missing: is added where there is room', () => {
    const after = fixed(layout([['a brown dog', dogAt]], { prompt: 'three dogs' }), 'missing');
    expect(captions(after)).toEqual(Array(3).fill('a brown dog'));
    const other = fixed(layout([['a dog', dogAt]], { prompt: 'a dog and a red car' }), 'missing');
    expect(captions(other)).toEqual(['a dog', 'a red car']);
  });

  it('surplus: the last ones are removed', () => {
    const subject = layout(
      [
        ['a dog', [10, 10, 90, 90]],
        ['a dog', [210, 10, 90, 90]],
        ['a dog', [410, 10, 90, 90]],
      ],
      { prompt: 'one dog' },
    );
    expect(fixed(subject, 'surplus').boxes.map(({ id }) => id)).toEqual(['1']);
  });

  it('place: goes to its half', () => {
    const after = fixed(layout([['a dog', [300, 200, 100, 100]]], { prompt: 'a dog on the left' }), 'place');
    expect(after.boxes[0]?.rect).toEqual({ x: 78, y: 200, width: 100, height: 100 });
    const wide = fixed(layout([['a dog', [0, 200, 480, 100]]], { prompt: 'a dog on the right' }), 'place');
    expect(wide.boxes[0]!.rect.x).toBeGreaterThan(256);
  });

  it.each([
    ['a dog left of a cat', 'x', 1],
    ['a dog to the right of a cat', 'x', -1],
    ['a dog above a cat', 'y', 1],
    ['a dog below a cat', 'y', -1],
  ] as const)('relation: "%s" changes the places', (prompt, axis, sign) => {
    const [low, high]: Corner[] = [
      [60, 60, 120, 120],
      [300, 300, 160, 130],
    ];
    const subject = layout(
      [
        ['a dog', sign > 0 ? high! : low!],
        ['a cat', sign > 0 ? low! : high!],
      ],
      { prompt },
    );
    const [dog, cat] = fixed(subject, 'relation').boxes;
    expect((cat!.rect[axis] - dog!.rect[axis]) * sign).toBeGreaterThan(0);
  });

  it.each([
    ['a park with a dog and a bench', 'a dog', 'A park with a bench'],
    ['a park, a brown dog', 'a brown dog', 'A park'],
    ['dogs in a park', 'a dog', 'In a park'],
    ['a dog', 'a dog', 'A realistic scene'],
    ['A photo of a meadow with two dogs under a blue sky', 'a dog', 'A photo of a meadow under a blue sky'],
  ])('background_repeats: %j without %j', (background, caption, left) => {
    expect(fixed(layout([[caption, dogAt]], { background }), 'background_repeats').background).toBe(left);
  });
});

describe('what is locked', () => {
  it('is not touched by a fix', () => {
    const locked = { locked: true };
    expect(findIssues(layout([['a dog', [400, 0, 200, 100], locked]]), context)).toMatchObject([
      { code: 'out_of_canvas', fix: null },
    ]);
    const pair = layout([
      ['a dog', [100, 100, 100, 100], locked],
      ['a cat', [120, 120, 200, 200]],
    ]);
    const after = fixed(pair, 'overlap');
    expect(after.boxes[0]).toEqual(pair.boxes[0]);
    const both = layout([
      ['a dog', [100, 100, 100, 100], locked],
      ['a cat', [120, 120, 200, 200], locked],
    ]);
    expect(findIssues(both, context)).toMatchObject([{ code: 'overlap', fix: null }]);
  });
});

describe('fixing', () => {
  it('what is not there any more changes nothing', () => {
    const sound = layout([['a dog', dogAt]]);
    expect(fixIssue(sound, 'overlap|1|2|', context)).toBe(sound);
  });

  it('never makes a layout invalid, and each fix removes its issue', () => {
    let seed = 7;
    const random = (below: number): number => (seed = (seed * 48271) % 2147483647) % below;
    const nouns = ['a dog', 'a red car', 'two chairs', 'a cat', '', 'a man riding a horse', 'a tree'];
    const prompts = [
      'two dogs left of a red car',
      'a cat on the right and a dog on the left',
      'a man riding a horse',
      '',
      'three cats without dogs',
    ];
    const left = new Map<string, number>();
    let count = 0;
    for (let round = 0; round < 400; round++) {
      const subject = layout(
        Array.from({ length: random(7) }, () => [
          nouns[random(nouns.length)] ?? '',
          [random(560) - 40, random(560) - 40, 1 + random(520), 1 + random(520)],
          { locked: random(6) === 0 },
        ]),
        {
          prompt: prompts[random(prompts.length)] ?? '',
          background: random(2) === 0 ? 'a street with a dog and trees' : '',
        },
      );
      for (const issue of lintLayout(subject, context)) {
        expect(issueCodes).toContain(issue.code);
        if (issue.fix === null) continue;
        count++;
        const after = layoutSchema.parse(fixIssue(subject, issue.id, context));
        const again = lintLayout(after, context).some(({ id }) => id === issue.id);
        if (again) left.set(issue.code, (left.get(issue.code) ?? 0) + 1);
      }
    }
    expect(count).toBeGreaterThan(1000);
    // A crowded canvas may have no room for a box to move to.
    left.delete('overlap');
    expect([...left]).toEqual([]);
  });
});

describe('the score', () => {
  it('falls with every issue', () => {
    expect(scoreOf([{ code: 'overlap' }])).toBeLessThan(1);
    expect(scoreOf([{ code: 'missing' }])).toBeLessThan(scoreOf([{ code: 'overlap' }]));
  });
});
