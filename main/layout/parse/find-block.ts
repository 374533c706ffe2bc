import { coordinatesOf } from './coordinates-of.ts';
import type { Found, RawBox, Surroundings } from './find-boxes.ts';
import { findBoxes } from './find-boxes.ts';
import type { Entry, GroupNode } from './literal-nodes.ts';
import { Report } from './warnings.ts';

/** What a group between brackets holds. */
interface Attempt extends Found {
  index: number;
  group: GroupNode;
  report: Report;
}

export interface Block {
  boxes: RawBox[];
  /** Offset behind it. */
  end: number;
}

/**
 * The first run of groups that hold boxes: one list, or several pairs without a list around them. What stands around it is
 * prose, and a list behind prose is another answer.
 * @returns null when no group holds a box
 */
export function findBlock(entries: readonly Entry[], around: Surroundings): Block | null {
  const attempts = entries.map(({ value }, index) => attempt(value, index, around));
  const first = attempts.findIndex((tried) => tried !== null && tried.boxes.length > 0);
  if (first < 0) return null;
  const block = runAround(first, attempts, entries);
  for (const { report, bad } of block) {
    around.report.addAll(report);
    for (const { label } of bad) around.report.add('bad_box', label);
  }
  if (block.length > 1 || block.some(({ group }) => !isList(group))) around.report.add('list_shape');
  const isIntroduced = block.some(({ index }) => entries[index]?.key !== null);
  if (block.length < entries.length || isIntroduced) around.report.add('prose');
  const found = attempts.filter((tried) => tried !== null && tried.boxes.length > 0).length;
  if (found > block.filter(({ boxes }) => boxes.length > 0).length) around.report.add('multiple_answers');
  return { boxes: block.flatMap(({ boxes }) => boxes), end: block.at(-1)?.group.end ?? 0 };
}

function attempt(value: Entry['value'], index: number, around: Surroundings): Attempt | null {
  if (value.kind !== 'group' || coordinatesOf(value, new Report()) !== null) return null;
  const report = new Report();
  return { ...findBoxes(value, { ...around, report }), index, group: value, report };
}

/** The groups that follow one another without a word between them, from the first to the last that was meant as boxes. */
function runAround(first: number, attempts: readonly (Attempt | null)[], entries: readonly Entry[]): Attempt[] {
  const isMeant = (index: number): boolean => {
    const tried = attempts[index];
    return tried ? tried.boxes.length > 0 || tried.bad.some(({ serious }) => serious) : false;
  };
  let [from, to] = [first, first + 1];
  while (isMeant(from - 1) && entries[from]?.key === null) from--;
  while (isMeant(to) && entries[to]?.key === null) to++;
  return attempts.slice(from, to).flatMap((tried) => tried ?? []);
}

/** A group of pairs or records, not one of them. */
function isList(group: GroupNode): boolean {
  const isMember = ({ key, value }: Entry): boolean =>
    key !== null || (value.kind === 'group' && coordinatesOf(value, new Report()) === null);
  return group.entries.length === 0 || group.entries.some(isMember);
}
