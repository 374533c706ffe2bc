import { useEffect, useRef } from 'react';
import { useWriting } from '../app/studio.ts';
import { strings } from '../strings.ts';

/** The answer while it comes in. */
export function AnswerStream() {
  const { ticket, status, text } = useWriting((state) => state);
  const ref = useRef<HTMLPreElement>(null);
  useEffect(() => {
    ref.current?.scrollTo({ top: ref.current.scrollHeight });
  }, [text]);
  if (ticket === null) return null;
  return (
    <div className="stream" aria-live="polite">
      <div className="stream-status">
        <span className="spinner" aria-hidden />
        {status === '' ? strings.prompt.waiting : status}
      </div>
      {text !== '' && (
        <pre ref={ref} tabIndex={0} aria-label={strings.answer.title}>
          {text}
        </pre>
      )}
    </div>
  );
}
