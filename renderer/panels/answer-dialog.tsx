import { useStudio, useWriting } from '../app/studio.ts';
import { strings } from '../strings.ts';
import { Dialog } from '../ui/dialog.tsx';

/** The raw answer and what was repaired in reading it. */
export function AnswerDialog({ onClose }: { readonly onClose: () => void }) {
  const studio = useStudio();
  const result = useWriting((state) => state.result);
  const raw = result?.raw ?? '';
  const warnings = result?.warnings ?? [];
  return (
    <Dialog title={strings.answer.title} onClose={onClose} size="wide">
      {raw !== '' && result?.provider === 'rules' && <p className="notice">{strings.answer.unused}</p>}
      {raw === '' ? (
        <p className="quiet">{strings.answer.none}</p>
      ) : (
        <pre className="raw-answer" tabIndex={0} aria-label={strings.answer.title}>
          {raw}
        </pre>
      )}
      {warnings.length > 0 && (
        <div>
          <h3>{strings.answer.repairs}</h3>
          <ul className="warnings">
            {warnings.map((warning, index) => (
              <li key={`${warning.code}${index}`}>{warning.message}</li>
            ))}
          </ul>
        </div>
      )}
      <footer className="dialog-footer">
        {raw !== '' && (
          <button
            type="button"
            className="button"
            onClick={() => {
              studio.attempt(navigator.clipboard.writeText(raw));
            }}
          >
            {strings.answer.copy}
          </button>
        )}
        {raw !== '' && (
          <button
            type="button"
            className="button"
            onClick={() => {
              studio.dialogs.open({ kind: 'paste', text: raw });
            }}
          >
            {strings.answer.correct}
          </button>
        )}
        <button type="button" className="button primary" onClick={onClose}>
          {strings.answer.close}
        </button>
      </footer>
    </Dialog>
  );
}
