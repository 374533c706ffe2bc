import { useState } from 'react';
import type { StoredAnswer } from '../../preload/contract/answers.ts';
import { useStudio } from '../app/studio.ts';
import { LayoutThumb } from '../canvas/layout-thumb.tsx';
import { strings } from '../strings.ts';
import { ConfirmButton } from '../ui/confirm-button.tsx';
import { ErrorNote } from '../ui/error-note.tsx';
import { useTask } from '../ui/use-task.ts';
import { useReading } from './use-reading.ts';

interface Props {
  readonly stored: StoredAnswer;
  readonly onSaved: () => void;
  readonly onDelete: () => void;
  /** Its layout is on the canvas now. */
  readonly onUsed: () => void;
}

/** One stored answer: the text as it came, which can be corrected, beside the layout that is read from it. */
export function AnswerDetail({ stored, onSaved, onDelete, onUsed }: Props) {
  const { client, writing } = useStudio();
  const { error, run } = useTask();
  const [answer, setAnswer] = useState(stored.answer);
  const { result, problem } = useReading(stored, answer);
  const text = strings.answers;
  const edited = answer !== stored.answer;
  const save = async (): Promise<void> => {
    await client.call('answers.edit', { id: stored.id, answer });
    onSaved();
  };
  return (
    <section className="answer-detail" aria-label={text.detail}>
      <div className="answer-head">
        <h3>{stored.caption}</h3>
        <p className="quiet small">{text.about(stored)}</p>
      </div>
      <div className="answer-read">
        {result !== null ? (
          <LayoutThumb
            layout={result.layout}
            label={strings.candidates.picture(result.layout.boxes.map((box) => box.caption))}
          />
        ) : (
          <div className="layout-thumb unreadable">{problem === null ? '' : text.unreadable}</div>
        )}
        <div className="answer-notes">
          {result !== null && <p>{strings.answer.boxes(result.layout.boxes.length)}</p>}
          {problem !== null && (
            <p className="problem" role="alert">
              {problem}
            </p>
          )}
          <ul className="warnings">
            {result?.warnings.map((warning, index) => (
              <li key={`${warning.code}${index}`}>{warning.message}</li>
            ))}
          </ul>
        </div>
      </div>
      <textarea
        className="field mono answer-text"
        aria-label={text.raw}
        spellCheck={false}
        value={answer}
        onChange={(event) => {
          setAnswer(event.target.value);
        }}
      />
      {error !== null && <ErrorNote error={error} />}
      <div className="answer-actions">
        <button
          type="button"
          className="button primary compact"
          disabled={result === null}
          onClick={() => {
            if (result === null) return;
            writing.take(result);
            onUsed();
          }}
        >
          {text.use}
        </button>
        <button
          type="button"
          className="button compact"
          disabled={!edited}
          onClick={() => {
            run(save());
          }}
        >
          {text.save}
        </button>
        {edited && (
          <button
            type="button"
            className="button compact"
            onClick={() => {
              setAnswer(stored.answer);
            }}
          >
            {text.revert}
          </button>
        )}
        <span className="spacer" />
        <button
          type="button"
          className="button compact"
          onClick={() => {
            run(navigator.clipboard.writeText(answer));
          }}
        >
          {strings.answer.copy}
        </button>
        <ConfirmButton compact label={text.delete} confirm={text.confirm} onConfirm={onDelete} />
      </div>
    </section>
  );
}
