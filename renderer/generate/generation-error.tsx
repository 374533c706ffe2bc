import { useGeneration, useStudio } from '../app/studio.ts';
import { strings } from '../strings.ts';
import { ErrorNote } from '../ui/error-note.tsx';
import { useReadiness } from './use-readiness.ts';

/** Why the last picture failed, over the canvas. */
export function GenerationError() {
  const studio = useStudio();
  const error = useGeneration((state) => state.error);
  const problem = useReadiness();
  if (error === null) return null;
  return (
    <div className="canvas-error">
      <ErrorNote
        error={error}
        onDismiss={studio.generation.dismissError}
        actions={
          problem === null && (
            <button
              type="button"
              className="button compact"
              onClick={() => {
                void studio.generate();
              }}
            >
              {strings.errors.retry}
            </button>
          )
        }
      />
    </div>
  );
}
