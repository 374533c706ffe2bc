import type { StoredAnswer } from '../../preload/contract/answers.ts';
import { strings } from '../strings.ts';

interface Props {
  readonly answers: readonly StoredAnswer[];
  readonly chosen: number | null;
  readonly onChoose: (id: number) => void;
  /** Whether each says whose answer it is. */
  readonly showSource: boolean;
  readonly emptyText: string;
}

/** Sentences with a stored answer, the newest first. */
export function AnswerList({ answers, chosen, onChoose, showSource, emptyText }: Props) {
  if (answers.length === 0) return <p className="quiet answers-empty">{emptyText}</p>;
  return (
    <ul className="answers-list" aria-label={strings.answers.list}>
      {answers.map(({ id, caption, template, model }) => (
        <li key={id}>
          <button
            type="button"
            className="answer-row"
            aria-current={id === chosen}
            onClick={() => {
              onChoose(id);
            }}
          >
            <span className="answer-caption">{caption}</span>
            {showSource && <span className="answer-source">{`${model} · ${template}`}</span>}
          </button>
        </li>
      ))}
    </ul>
  );
}
