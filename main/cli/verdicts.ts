import type { HistoryItem } from '../../preload/contract/api.ts';

/** "2 of 3 objects in their boxes"; null where nothing was looked for. */
export function foundOf({ checks }: Pick<HistoryItem, 'checks'>): string | null {
  const looked = (checks ?? []).filter((check) => check !== null);
  if (looked.length === 0) return null;
  const found = looked.filter(({ verdict }) => verdict === 'found').length;
  return `${found} of ${looked.length} objects in their boxes`;
}

/** The same with a line for each object that is missing or elsewhere. */
export function describeChecks({ checks, layout }: Pick<HistoryItem, 'checks' | 'layout'>): readonly string[] {
  const found = foundOf({ checks });
  if (found === null) return [];
  const missed = layout.boxes.flatMap(({ caption }, i) => {
    const verdict = checks?.[i]?.verdict ?? 'found';
    return verdict === 'found' ? [] : [`${caption}: ${verdict === 'missing' ? 'not found' : 'in another place'}`];
  });
  return [`${found}.`, ...missed];
}
