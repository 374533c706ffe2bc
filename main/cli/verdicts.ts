import type { HistoryItem } from '../../preload/contract/api.ts';
import { found } from '../../preload/contract/engine.ts';

/** "2 of 3 objects in their boxes.", and a line for each that is not; nothing where nothing was looked for. */
export function describeChecks(item: Pick<HistoryItem, 'checks' | 'layout'>): readonly string[] {
  const { asked, inPlace } = found(item.checks);
  if (asked === 0) return [];
  const missed = item.layout.boxes.flatMap(({ caption }, i) => {
    const verdict = item.checks?.[i]?.verdict ?? 'found';
    return verdict === 'found' ? [] : [`${caption}: ${verdict === 'missing' ? 'not found' : 'in another place'}`];
  });
  return [`${inPlace} of ${asked} objects in their boxes.`, ...missed];
}
