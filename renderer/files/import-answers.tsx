import { useEffect, useState } from 'react';
import { sourceOfFileName, type AnswerGroup, type AnswersBySentence } from '../../preload/contract/answers.ts';
import { AppError, type ErrorData } from '../../preload/contract/errors.ts';
import { useStudio } from '../app/studio.ts';
import { strings } from '../strings.ts';
import { ErrorNote } from '../ui/error-note.tsx';
import type { TextFile } from './text-file.ts';

interface Props {
  readonly file: TextFile;
  readonly answers: AnswersBySentence;
  readonly onClose: () => void;
}

/** A cache of answers: whose they are is told by the file's name or else by the user. */
export function ImportAnswers({ file, answers, onClose }: Props) {
  const { client, dialogs, toasts } = useStudio();
  const [source, setSource] = useState(() => sourceOfFileName(file.name) ?? { template: '', model: '' });
  const [groups, setGroups] = useState<readonly AnswerGroup[]>([]);
  const [error, setError] = useState<ErrorData | null>(null);
  const text = strings.files;
  const sentences = Object.keys(answers).length;
  const count = Object.values(answers).reduce((sum, list) => sum + list.length, 0);
  useEffect(() => {
    // Suggestions only: without them the fields are typed in.
    client.call('answers.groups', {}).then(setGroups, () => undefined);
  }, [client]);
  const add = async (): Promise<void> => {
    try {
      const { added } = await client.call('answers.import', { ...source, text: file.text });
      toasts.show(text.answersAdded(added, count));
      onClose();
      dialogs.open({ kind: 'answers', search: '' });
    } catch (thrown) {
      setError(AppError.from(thrown).toData());
    }
  };
  const complete = source.template.trim() !== '' && source.model.trim() !== '';
  return (
    <form
      className="dialog-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (complete) void add();
      }}
    >
      <p>{text.answersFound(count, sentences)}</p>
      <p className="quiet">{text.answersHelp}</p>
      <div className="form">
        <label htmlFor="import-template">{text.template}</label>
        <input
          id="import-template"
          className="field"
          list="known-templates"
          placeholder="studio-1"
          spellCheck={false}
          value={source.template}
          onChange={(event) => {
            setSource({ ...source, template: event.target.value });
          }}
        />
        <label htmlFor="import-model">{text.model}</label>
        <input
          id="import-model"
          className="field"
          list="known-models"
          placeholder="gpt-4"
          spellCheck={false}
          value={source.model}
          onChange={(event) => {
            setSource({ ...source, model: event.target.value });
          }}
        />
      </div>
      <Suggestions id="known-templates" values={groups.map(({ template }) => template)} />
      <Suggestions id="known-models" values={groups.map(({ model }) => model)} />
      {error !== null && <ErrorNote error={error} />}
      <footer className="dialog-footer">
        <button type="button" className="button" onClick={onClose}>
          {text.cancel}
        </button>
        <button type="submit" className="button primary" disabled={!complete}>
          {text.addAnswers}
        </button>
      </footer>
    </form>
  );
}

function Suggestions({ id, values }: { readonly id: string; readonly values: readonly string[] }) {
  return (
    <datalist id={id}>
      {[...new Set(values)].map((value) => (
        <option key={value} value={value} />
      ))}
    </datalist>
  );
}
