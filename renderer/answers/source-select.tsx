import type { AnswerGroup, AnswerSource } from '../../preload/contract/answers.ts';
import { strings } from '../strings.ts';

interface Props {
  readonly groups: readonly AnswerGroup[];
  /** Null: all. */
  readonly source: AnswerSource | null;
  readonly onChange: (source: AnswerSource | null) => void;
}

const key = ({ template, model }: AnswerSource): string => JSON.stringify([template, model]);

/** Whose answers are shown: those of one model to one version of a template, or all. */
export function SourceSelect({ groups, source, onChange }: Props) {
  const text = strings.answers;
  const total = groups.reduce((sum, group) => sum + group.answers, 0);
  return (
    <select
      className="field"
      aria-label={text.source}
      value={source === null ? '' : key(source)}
      onChange={(event) => {
        const group = groups.find((candidate) => key(candidate) === event.target.value);
        onChange(group === undefined ? null : { template: group.template, model: group.model });
      }}
    >
      <option value="">{text.all(total)}</option>
      {groups.map((group) => (
        <option key={key(group)} value={key(group)}>
          {text.group(group)}
        </option>
      ))}
    </select>
  );
}
