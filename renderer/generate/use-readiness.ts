import { useDocument, useSettings, useSystem } from '../app/studio.ts';
import { strings } from '../strings.ts';
import { lacking, useCapabilities } from './lacking.ts';

/** Why nothing can be generated now, in words; null if it can. */
export function useReadiness(): string | null {
  const { model: modelId, method: methodId } = useSettings((state) => state);
  const model = useSystem((state) => state.models.find((candidate) => candidate.id === modelId));
  const method = useSystem((state) => state.methods.find((candidate) => candidate.id === methodId));
  const capabilities = useCapabilities();
  const blank = useDocument(
    ({ layout }) => layout.boxes.length === 0 && layout.background === '' && (layout.overall ?? '') === '',
  );
  if (model !== undefined && !model.ready) return model.problem ?? strings.generate.noModel;
  if (blank) return strings.generate.nothing;
  return method === undefined ? null : lacking(method, capabilities);
}
