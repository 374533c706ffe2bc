import { Sparkles } from 'lucide-react';
import { useGallery, useGeneration, useSettings, useStudio } from '../app/studio.ts';
import { strings } from '../strings.ts';
import { duration, estimate } from './estimate.ts';
import { activeJob } from './generation.ts';
import { useReadiness } from './use-readiness.ts';

/** The main button, with what it will cost. */
export function GenerateBar() {
  const studio = useStudio();
  const history = useGallery();
  const { method, model, steps } = useSettings((state) => state);
  const busy = useGeneration((state) => activeJob(state) !== undefined);
  const problem = useReadiness();
  const expected = estimate(history, { method, model, steps });
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
    </div>
  );
}
