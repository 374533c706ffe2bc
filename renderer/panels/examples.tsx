import { useDocument, useStudio, useWriting } from '../app/studio.ts';
import { strings } from '../strings.ts';

/** Sentences to start with, while there is nothing else. */
export function Examples() {
  const studio = useStudio();
  const blank = useDocument((state) => state.layout.boxes.length === 0 && state.layout.prompt === '');
  const busy = useWriting((state) => state.ticket !== null);
  if (!blank || busy) return null;
  return (
    <div className="examples">
      <span className="examples-title">{strings.prompt.examples}</span>
      {strings.examples.map((example) => (
        <button
          key={example}
          type="button"
          className="example"
          onClick={() => {
            studio.document.edit((layout) => ({ ...layout, prompt: example }));
            studio.attempt(studio.writing.write());
          }}
        >
          {example}
        </button>
      ))}
    </div>
  );
}
