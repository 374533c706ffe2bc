import { useDocument, useSettings, useSystem } from '../app/studio.ts';
import { strings } from '../strings.ts';

/** Why nothing can be generated now, in words; null if it can. */
export function useReadiness(): string | null {
  const modelId = useSettings((state) => state.model);
  const model = useSystem((state) => state.models.find((candidate) => candidate.id === modelId));
  const blank = useDocument(
    ({ layout }) => layout.boxes.length === 0 && layout.background === '' && (layout.overall ?? '') === '',
  );
  if (model !== undefined && !model.ready) return model.problem ?? strings.generate.noModel;
  return blank ? strings.generate.nothing : null;
}
