import { useState } from 'react';
import { useStudio } from '../app/studio.ts';
import { strings } from '../strings.ts';
import { ErrorNote } from '../ui/error-note.tsx';
import { useTask } from '../ui/use-task.ts';

/** Adds a checkpoint of this computer, which is used where it lies. */
export function AddModel() {
  const { client, toasts } = useStudio();
  const { error, run } = useTask();
  const [path, setPath] = useState('');
  const text = strings.models;
  const add = async (): Promise<void> => {
    await client.call('models.add', { path });
    setPath('');
    toasts.show(text.added);
  };
  return (
    <>
      <form
        className="inline-form"
        onSubmit={(event) => {
          event.preventDefault();
          if (path.trim() !== '') run(add());
        }}
      >
        <input
          className="field"
          aria-label={text.path}
          placeholder={text.pathHint}
          spellCheck={false}
          value={path}
          onChange={(event) => {
            setPath(event.target.value);
          }}
        />
        <button type="submit" className="button compact" disabled={path.trim() === ''}>
          {text.add}
        </button>
      </form>
      {error !== null && <ErrorNote error={error} />}
    </>
  );
}
