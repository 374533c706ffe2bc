import { Sparkles } from 'lucide-react';
import { useStore } from 'zustand';
import { useDocument, useGallery, useGeneration, useSettings, useStudio, useSystem } from '../app/studio.ts';
import { strings } from '../strings.ts';
import { drawnBoxes, duration, estimate } from './estimate.ts';
import { activeJob } from './generation.ts';
import { lacking, useCapabilities } from './lacking.ts';
import { useReadiness } from './use-readiness.ts';

/** How many pictures are drawn for a choice among them. */
const variations = 4;

/** The main button, with what it will cost. */
export function GenerateBar() {
  const studio = useStudio();
  const history = useGallery();
  const { method: id, model, steps, options } = useSettings((state) => state);
  const method = useSystem((state) => state.methods.find((candidate) => candidate.id === id));
  const boxes = useDocument((state) => drawnBoxes(state.layout));
  const busy = useGeneration((state) => activeJob(state) !== undefined);
  const problem = useReadiness();
  const expected =
    method === undefined ? null : estimate(history, { method, model, steps, boxes, options: options[id] ?? {} });
  return (
    <div className="generate-bar">
      {problem !== null && <p className="quiet small">{problem}</p>}
      <button
        type="button"
        className="button primary large"
        disabled={problem !== null}
        onClick={() => {
          void studio.generate();
        }}
      >
        <Sparkles size={15} aria-hidden />
        {busy ? strings.generate.queue : strings.generate.action}
        {expected !== null && <span className="cost">{strings.generate.about(duration(expected))}</span>}
      </button>
      {problem === null && <MoreWays />}
    </div>
  );
}

/** Several pictures of the layout: from other seeds, or with other methods. */
function MoreWays() {
  const studio = useStudio();
  const capabilities = useCapabilities();
  const methods = useSystem((state) => state.methods).filter((method) => lacking(method, capabilities) === null);
  const compared = useStore(studio.comparing.store, (state) => state.last !== null);
  return (
    <div className="generate-links">
      <button
        type="button"
        className="link"
        title={strings.generate.variationsHelp}
        onClick={() => {
          void studio.generateVariations(variations);
        }}
      >
        {strings.generate.variations(variations)}
      </button>
      <button
        type="button"
        className="link"
        title={strings.compare.actionHelp(methods.length)}
        onClick={() => {
          studio.attempt(studio.compare(methods.map(({ id }) => id)));
        }}
      >
        {strings.compare.action}
      </button>
      {compared && (
        <button
          type="button"
          className="link"
          onClick={() => {
            studio.dialogs.open({ kind: 'compare' });
          }}
        >
          {strings.compare.reopen}
        </button>
      )}
    </div>
  );
}
