import { Info } from 'lucide-react';
import type { ErrorData } from '../../preload/contract/errors.ts';
import type { LayoutResult } from '../../preload/contract/stage1.ts';
import { useStudio, useSystem, useWriting } from '../app/studio.ts';
import { strings } from '../strings.ts';
import { ErrorNote } from '../ui/error-note.tsx';
import { KeyLink } from './key-link.tsx';

/** What came of the last request: how many boxes, by whom, how fast, and what to know about it. */
export function ResultLine() {
  const { ticket, result, error } = useWriting((state) => state);
  if (ticket !== null) return null;
  if (error !== null) return <Failure error={error} />;
  if (result === null) return null;
  return (
    <div className="result">
      <Outcome result={result} />
      {result.notice !== null && <Notice text={result.notice} />}
    </div>
  );
}

/** Sentence and canvas are as they were; the same can be asked again. */
function Failure({ error }: { readonly error: ErrorData }) {
  const { writing, attempt } = useStudio();
  return (
    <ErrorNote
      error={error}
      onDismiss={writing.dismiss}
      actions={
        <>
          {error.code === 'llm_unauthorized' && <KeyLink />}
          <button
            type="button"
            className="link"
            onClick={() => {
              attempt(writing.retry());
            }}
          >
            {strings.errors.retry}
          </button>
        </>
      }
    />
  );
}

function Outcome({ result }: { readonly result: LayoutResult }) {
  const { writing, dialogs, attempt } = useStudio();
  const text = strings.answer;
  return (
    <div className="result-line">
      <span>{summary(result)}</span>
      <span className="result-links">
        {result.cached && (
          <button
            type="button"
            className="link"
            title={text.againHelp}
            onClick={() => {
              attempt(writing.write({ fresh: true }));
            }}
          >
            {text.again}
          </button>
        )}
        {(result.raw !== '' || result.warnings.length > 0) && (
          <button
            type="button"
            className="link"
            onClick={() => {
              dialogs.open({ kind: 'answer' });
            }}
          >
            {result.warnings.length > 0 ? text.notes(result.warnings.length) : text.link}
          </button>
        )}
      </span>
    </div>
  );
}

/** Why someone else wrote the layout; a key that is missing can be entered at once. */
function Notice({ text }: { readonly text: string }) {
  const wantsKey = useSystem((state) => state.status?.llm.openai?.wantsKey === true);
  return (
    <p className="notice">
      <Info size={13} aria-hidden />
      <span>
        {text} {wantsKey && <KeyLink />}
      </span>
    </p>
  );
}

/** "3 boxes · mixtral:8x7b · 2.1 s". */
function summary({ layout, provider, model, cached, ms }: LayoutResult): string {
  const text = strings.answer;
  const origin =
    provider === 'paste' ? [text.pasted] : [model === '' ? provider : model, cached ? text.stored : text.took(ms)];
  return [text.boxes(layout.boxes.length), ...origin].join(' · ');
}
