import type { Coordinates } from './coordinates-of.ts';
import { coordinatesOf, fromNumbers } from './coordinates-of.ts';
import type { Entry, GroupNode } from './literal-nodes.ts';
import { isMissingNumber } from './literal-nodes.ts';
import { Report } from './warnings.ts';

/** Pairs written as (numbers, name), turned round; any other entries as they are. */
export function nameFirst(entries: readonly Entry[], report: Report): readonly Entry[] {
  const quiet = new Report();
  const swapped = entries.flatMap((entry, index) => {
    const other = entries[index % 2 === 0 ? index + 1 : index - 1];
    const isNumbers = entry.value.kind === 'group' && coordinatesOf(entry.value, quiet) !== null;
    const fits = index % 2 === 0 ? isNumbers : entry.value.kind === 'text' && !isMissingNumber(entry.value);
    return fits && entry.key === null && other ? [other] : [];
  });
  if (entries.length === 0 || swapped.length !== entries.length) return entries;
  report.add('list_shape');
  return swapped;
}

/** Four members of which one is no number, such as an unsolved sum: [10+5, 20, 100, 50]. */
export function brokenNumbers({ entries, open }: GroupNode, report: Report): Coordinates[] | null {
  const members = entries.flatMap(({ key, value }) =>
    key === null && (value.kind === 'number' || (value.kind === 'text' && !value.quoted)) ? [value] : [],
  );
  if (members.length !== 4 || entries.length !== 4 || !members.some(({ kind }) => kind === 'number')) return null;
  return [fromNumbers(members, report, 'size', open)];
}
