import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Box, Layout } from '../../preload/contract/layout.ts';
import { isInside } from '../layout/geometry/rects.ts';
import type { Placed } from './stands.ts';
import { stand, standings } from './stands.ts';

const sides = ['left', 'right', 'top', 'bottom', 'middle'] as const;
type Side = (typeof sides)[number];
const countSchema = z.union([z.int().min(1), z.tuple([z.int(), z.int()])]);

/** A sentence as people type it, and what its layout must show. Names are words of a caption; `|` stands between names of one thing. */
const everydaySchema = z.strictObject({
  prompt: z.string().min(1),
  /** Name → number of boxes, or the least and the most. Nothing else may have a box. */
  objects: z.record(z.string(), countSchema),
  /** What may have a box or not: a matter of taste. */
  optional: z.array(z.string()).default([]),
  places: z.array(z.tuple([z.string(), z.enum(standings), z.string()])).default([]),
  at: z.array(z.tuple([z.string(), z.enum(sides)])).default([]),
  /** Words that the background prompt must hold. */
  background: z.array(z.string()).default([]),
  /** Words that the negative prompt must hold. */
  negative: z.array(z.string()).default([]),
});
export type EverydayPrompt = z.output<typeof everydaySchema>;

/** Everyday sentences with what was expected of them before any writer had seen them. */
export function everydayPrompts(): EverydayPrompt[] {
  const file = join(import.meta.dirname, 'everyday-prompts.json');
  return z.array(everydaySchema).parse(JSON.parse(readFileSync(file, 'utf8')));
}

/** What is looked at, each by itself. `sensible` asks nothing of the sentence: only that the layout can be drawn. */
export const aspects = ['objects', 'counts', 'places', 'prompts', 'sensible'] as const;
export type Aspect = (typeof aspects)[number];

/** What is wrong with a layout, in words; an empty list where all is right. */
export type Verdict = Readonly<Record<Aspect, readonly string[]>>;

export function judgeEveryday(expected: EverydayPrompt, layout: Layout): Verdict {
  const names = [...Object.keys(expected.objects), ...expected.optional];
  const found = new Map<string, Placed[]>(names.map((name) => [name, []]));
  const strays: string[] = [];
  layout.boxes.forEach((box, index) => {
    const name = nameOf(box.caption, names);
    if (name === null) strays.push(`"${box.caption}" was not asked for`);
    else found.get(name)?.push({ rect: box.rect, index });
  });
  const of = (name: string): readonly Placed[] => found.get(name) ?? [];
  const objects = Object.entries(expected.objects);
  return {
    objects: [...objects.flatMap(([name]) => (of(name).length > 0 ? [] : [`no box for "${name}"`])), ...strays],
    counts: objects.flatMap(([name, count]) => wrongCount(name, count, of(name).length)),
    places: [
      ...expected.places
        .filter(([first, standing, second]) => !stand(of(first), standing, of(second)))
        .map((words) => `not "${words.join(' ')}"`),
      ...expected.at
        .filter(([name, side]) => of(name).length === 0 || !of(name).every(({ rect }) => isAt(rect, side, layout)))
        .map(([name, side]) => `"${name}" is not at the ${side}`),
    ],
    prompts: [
      ...missing(expected.background, layout.background).map((word) => `the background lacks "${word}"`),
      ...missing(expected.negative, layout.negative).map((word) => `the negative prompt lacks "${word}"`),
    ],
    sensible: senseless(expected, layout),
  };
}

/** The expected thing that a caption is about: the one with the most words, then the one whose noun comes first. */
function nameOf(caption: string, names: readonly string[]): string | null {
  const words = wordsOf(caption);
  const matches = names.flatMap((name) =>
    name
      .split('|')
      .map(wordsOf)
      .filter((wanted) => wanted.every((word) => words.includes(word)))
      .map((wanted) => ({ name, length: wanted.length, at: words.indexOf(wanted.at(-1) ?? '') })),
  );
  return matches.toSorted((a, b) => b.length - a.length || a.at - b.at)[0]?.name ?? null;
}

const wordsOf = (text: string): string[] => text.toLowerCase().match(/[\p{L}\p{M}\d'-]+/gu) ?? [];

const missing = (wanted: readonly string[], text: string): string[] =>
  wanted.filter((word) => !text.toLowerCase().includes(word));

function wrongCount(name: string, count: z.output<typeof countSchema>, found: number): string[] {
  const [least, most] = typeof count === 'number' ? [count, count] : count;
  if (found >= least && found <= most) return [];
  return [`${found} × "${name}" instead of ${least === most ? least : `${least} to ${most}`}`];
}

function isAt({ x, y, width, height }: Box['rect'], side: Side, { canvas }: Layout): boolean {
  const [across, down] = [(x + width / 2) / canvas.width, (y + height / 2) / canvas.height];
  const isMiddle = (share: number): boolean => share > 1 / 3 && share < 2 / 3;
  const checks = { left: across < 0.5, right: across > 0.5, top: down < 0.5, bottom: down > 0.5 };
  return side === 'middle' ? isMiddle(across) && isMiddle(down) : checks[side];
}

/** Pixels; a box below one latent cell holds nothing. */
const leastSide = 8;

/** What would keep a layout from being drawn as a picture of anything. */
function senseless({ objects }: EverydayPrompt, { boxes, canvas, background }: Layout): string[] {
  const shouldHave = Object.keys(objects).length > 0;
  return [
    ...(background.trim() === '' ? ['the background prompt is empty'] : []),
    ...(shouldHave && boxes.length === 0 ? ['there is no box'] : []),
    ...boxes.flatMap(({ caption, rect }) => [
      ...(caption.trim() === '' ? ['a caption is empty'] : []),
      ...(isInside(rect, canvas) ? [] : [`"${caption}" leaves the canvas`]),
      ...(Math.min(rect.width, rect.height) >= leastSide ? [] : [`the box of "${caption}" is too small to be drawn`]),
    ]),
  ];
}
