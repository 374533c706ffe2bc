import { Info } from 'lucide-react';
import type { LayoutResult } from '../../preload/contract/stage1.ts';
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
  const text = strings.answer;
  return (
    <div className="result">
      <div className="result-line">
        <span>{summary(result)}</span>
        {(result.raw !== '' || result.warnings.length > 0) && (
          <button type="button" className="link" onClick={onShowAnswer}>
            {result.warnings.length > 0 ? text.notes(result.warnings.length) : text.link}
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

/** "3 boxes · mixtral:8x7b · 2.1 s". */
function summary({ layout, provider, model, cached, ms }: LayoutResult): string {
  const text = strings.answer;
  const origin =
    provider === 'paste' ? [text.pasted] : [model === '' ? provider : model, cached ? text.stored : text.took(ms)];
  return [text.boxes(layout.boxes.length), ...origin].join(' · ');
}
