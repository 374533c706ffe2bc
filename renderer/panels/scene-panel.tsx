import { useDocument, useStudio } from '../app/studio.ts';
import { strings } from '../strings.ts';
import { AutoTextarea } from '../ui/auto-textarea.tsx';
import { Section } from '../ui/section.tsx';
import { useAutoPrompt } from './use-auto-prompt.ts';

/** What is true of the whole picture: background, what to leave out, the overall prompt. */
export function ScenePanel() {
  const { document } = useStudio();
  const background = useDocument((state) => state.layout.background);
  const negative = useDocument((state) => state.layout.negative);
  const overall = useDocument((state) => state.layout.overall);
  const automatic = useAutoPrompt();
  const text = strings.scene;
  return (
    <Section title={text.title}>
      <div className="form">
        <label htmlFor="background">{text.background}</label>
        <input
          id="background"
          className="field"
          value={background}
          placeholder={text.backgroundPlaceholder}
          onChange={(event) => {
            document.edit((layout) => ({ ...layout, background: event.target.value }), { merge: 'background' });
          }}
        />
        <label htmlFor="negative">{text.negative}</label>
        <input
          id="negative"
          className="field"
          value={negative}
          placeholder={text.negativePlaceholder}
          onChange={(event) => {
            document.edit((layout) => ({ ...layout, negative: event.target.value }), { merge: 'negative' });
          }}
        />
      </div>
      <div className="overall">
        <div className="overall-head">
          <label htmlFor="overall">{text.overall}</label>
          {overall === null ? (
            <span className="tag">{text.auto}</span>
          ) : (
            <button
              type="button"
              className="link"
              onClick={() => {
                document.edit((layout) => ({ ...layout, overall: null }));
              }}
            >
              {text.reset}
            </button>
          )}
        </div>
        <AutoTextarea
          id="overall"
          className={overall === null ? 'field automatic' : 'field'}
          value={overall ?? automatic}
          placeholder={text.overallPlaceholder}
          onChange={(event) => {
            document.edit((layout) => ({ ...layout, overall: event.target.value }), { merge: 'overall' });
          }}
        />
      </div>
    </Section>
  );
}
