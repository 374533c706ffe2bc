import type { BoxCheck } from '../../preload/contract/engine.ts';
import { useDocument, useGallery, useGeneration } from '../app/studio.ts';

/** What the detector saw of the layout's boxes in the picture that is shown, by box; a box whose caption has changed since is not among them. */
export function useBoxChecks(): ReadonlyMap<string, BoxCheck> {
  const shown = useGeneration((state) => state.shown);
  const picture = useGallery().find((item) => item.id === shown);
  const captions = new Map(useDocument((state) => state.layout.boxes).map(({ id, caption }) => [id, caption]));
  const checks = new Map<string, BoxCheck>();
  for (const [i, { id, caption }] of picture?.layout.boxes.entries() ?? []) {
    const check = picture?.checks?.[i];
    if (check && captions.get(id) === caption) checks.set(id, check);
  }
  return checks;
}
