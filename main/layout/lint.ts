import type { Layout } from '../../preload/contract/layout.ts';
import type { Issue, IssueCode } from '../../preload/contract/lint.ts';
import { backgroundRepeats } from './lint/background.ts';
import { fillsCanvas, outOfCanvas, tiny } from './lint/boundaries.ts';
import { excluded, groupCaption, longCaption, noCaption } from './lint/captions.ts';
import { counts } from './lint/counts.ts';
import type { Check, Finding, LintContext } from './lint/finding.ts';
import { overlaps } from './lint/overlaps.ts';
import { places, relations } from './lint/places.ts';
import { wishesOf } from './lint/wishes.ts';

const checks: readonly Check[] = [
  ...[fillsCanvas, outOfCanvas, tiny, noCaption, longCaption, groupCaption],
  ...[excluded, counts, places, relations, overlaps, backgroundRepeats],
];

/** How much an issue harms the picture. */
const weights: Readonly<Record<IssueCode, number>> = {
  missing: 1,
  surplus: 1,
  excluded: 1,
  relation: 1,
  place: 1,
  group_caption: 0.8,
  no_caption: 0.5,
  fills_canvas: 0.5,
  out_of_canvas: 0.4,
  tiny: 0.4,
  overlap: 0.3,
  background_repeats: 0.3,
  long_caption: 0.3,
};

/** Everything that can be said against a layout, by kind. Pure and quick: meant to run after every change. */
export function findIssues(layout: Layout, context: LintContext): Finding[] {
  const wishes = wishesOf(layout);
  return checks.flatMap((check) => check(layout, wishes, context));
}

/** The same as data. */
export const lintLayout = (layout: Layout, context: LintContext): Issue[] =>
  findIssues(layout, context).map((finding) => {
    const { code, boxes, message, fix } = finding;
    return { id: idOf(finding), code, boxes, message, fix: fix?.title ?? null };
  });

/** The layout after one fix; as it is when the issue is there no more or has none. */
export function fixIssue(layout: Layout, id: string, context: LintContext): Layout {
  return (
    findIssues(layout, context)
      .find((finding) => idOf(finding) === id)
      ?.fix?.apply(layout) ?? layout
  );
}

const idOf = ({ code, boxes, about }: Finding): string => [code, ...boxes, about ?? ''].join('|');

/** 1 for a layout against which nothing can be said, towards 0 with every issue. */
export const scoreOf = (issues: readonly Pick<Issue, 'code'>[]): number =>
  1 / (1 + issues.reduce((sum, { code }) => sum + weights[code], 0));
