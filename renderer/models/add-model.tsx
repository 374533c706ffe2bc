import { useStudio } from '../app/studio.ts';
import { strings } from '../strings.ts';
import { ErrorNote } from '../ui/error-note.tsx';
import { InlineForm } from '../ui/inline-form.tsx';
import { useTask } from '../ui/use-task.ts';

/** Adds a checkpoint of this computer, which is used where it lies. */
export function AddModel() {
  const { client, toasts } = useStudio();
  const { error, run } = useTask();
  const text = strings.models;
  const add = async (path: string, clear: () => void): Promise<void> => {
    await client.call('models.add', { path });
    clear();
    toasts.show(text.added);
  };
  return (
    <>
      <InlineForm
        label={text.path}
        placeholder={text.pathHint}
        action={text.add}
        onSubmit={(path, clear) => {
          run(add(path, clear));
        }}
      />
      {error !== null && <ErrorNote error={error} />}
    </>
  );
}
