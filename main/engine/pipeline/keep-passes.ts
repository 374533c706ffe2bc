import { createHash } from 'node:crypto';
import type { GenerateInput } from '../../../preload/contract/engine.ts';
import type { Checkpoint } from '../checkpoint/checkpoint.ts';
import { checkpointState } from '../checkpoint/state.ts';
import type { Grid } from '../guidance/grid.ts';
import type { BoxPassStore } from '../methods/method.ts';
import { openBoxPassStore } from './box-pass-store.ts';

/**
 * The kept passes of this checkpoint at this size, if any are to be kept.
 * @param onFound a pass need not be drawn
 */
export function keptPasses(
  keep: GenerateInput['keep'],
  checkpoint: Checkpoint,
  grid: Grid,
  onFound: () => void,
): BoxPassStore | null {
  if (keep === null) return null;
  const store = openBoxPassStore(keep.folder, scopeOf(checkpoint, grid), keep.budgetBytes);
  return {
    read: async (key) => {
      const pass = await store.read(key);
      if (pass !== null) onFound();
      return pass;
    },
    write: (key, pass) => store.write(key, pass),
  };
}

function scopeOf(checkpoint: Checkpoint, { width, height }: Grid): string {
  const text = JSON.stringify([checkpointState(checkpoint), width, height]);
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
