import { Info } from 'lucide-react';
import { useStudio, useWriting } from '../app/studio.ts';
import { strings } from '../strings.ts';
import { ErrorNote } from '../ui/error-note.tsx';

interface Props {
  readonly onShowAnswer: () => void;
  readonly onRetry: () => void;
}

/** What came of the last request: how many boxes, by whom, how fast, and what to know about it. */
export function ResultLine({ onShowAnswer, onRetry }: Props) {
  const { writing } = useStudio();
  const { ticket, result, error } = useWriting((state) => state);
  if (ticket !== null) return null;
  if (error !== null) {
    return (
      <ErrorNote
        error={error}
        onDismiss={writing.dismiss}
        actions={
          <button
            type="button"
            className="link"
            onClick={() => {
              onRetry();
            }}
          >
            {strings.errors.retry}
          </button>
        }
      />
    );
  }
  if (result === null) return null;
  const writer = result.model === '' ? result.provider : result.model;
  return (
    <div className="result">
      <div className="result-line">
        <span>{strings.answer.summary(result.layout.boxes.length, writer, result.ms, result.cached)}</span>
        {(result.raw !== '' || result.warnings.length > 0) && (
          <button type="button" className="link" onClick={onShowAnswer}>
            {result.warnings.length > 0 ? strings.answer.notes(result.warnings.length) : strings.answer.link}
          </button>
        )}
      </div>
      {result.notice !== null && (
        <p className="notice">
          <Info size={13} aria-hidden />
          <span>{result.notice}</span>
        </p>
      )}
    </div>
  );
}
