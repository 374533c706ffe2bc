import { useEffect, useState } from 'react';
import type { TemplateInfo } from '../../preload/contract/templates.ts';
import { useStudio } from '../app/studio.ts';
import { strings } from '../strings.ts';
import { ConfirmButton } from '../ui/confirm-button.tsx';
import { ErrorNote } from '../ui/error-note.tsx';
import { useTask } from '../ui/use-task.ts';

interface Props {
  readonly info: TemplateInfo;
  readonly onChanged: () => void;
  readonly onBack: () => void;
}

/** One template to read and reword. A copy that can not be used is told, and can be put back. */
export function TemplateEditor({ info, onChanged, onBack }: Props) {
  const { client } = useStudio();
  const [saved, setSaved] = useState<string | null>(null);
  const [written, setWritten] = useState('');
  const { error, run } = useTask();
  const { name, problem } = info;
  const text = strings.templates;
  useEffect(() => {
    if (problem !== null) return; // there is no text that could be used
    run(
      client.call('templates.read', { name }).then((read) => {
        setSaved(read.text);
        setWritten(read.text);
      }),
    );
  }, [client, run, name, problem]);
  const change = async (call: Promise<unknown>): Promise<void> => {
    await call;
    onChanged();
  };
  return (
    <>
      {problem !== null && <p className="notice">{problem}</p>}
      {saved !== null && (
        <textarea
          className="field mono template-text"
          aria-label={text.label}
          spellCheck={false}
          value={written}
          onChange={(event) => {
            setWritten(event.target.value);
          }}
        />
      )}
      {error !== null && <ErrorNote error={error} />}
      <footer className="dialog-footer">
        <button type="button" className="button" onClick={onBack}>
          {text.back}
        </button>
        {info.own && (
          <ConfirmButton
            label={text.reset}
            confirm={text.confirmReset}
            onConfirm={() => {
              run(change(client.call('templates.reset', { name })));
            }}
          />
        )}
        <span className="dialog-note" title={info.file}>
          {info.version}
        </span>
        <button
          type="button"
          className="button primary"
          disabled={saved === null || written === saved}
          onClick={() => {
            run(change(client.call('templates.save', { name, text: written })));
          }}
        >
          {text.save}
        </button>
      </footer>
    </>
  );
}
