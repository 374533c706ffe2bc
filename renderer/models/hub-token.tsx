import { useState } from 'react';
import type { Hub } from '../../preload/contract/models.ts';
import { useStudio } from '../app/studio.ts';
import { strings } from '../strings.ts';
import { ErrorNote } from '../ui/error-note.tsx';
import { KeyLine } from '../ui/key-line.tsx';
import { KeyForm } from '../ui/key-form.tsx';
import { useTask } from '../ui/use-task.ts';

/** Whether a token is sent to the hub, and where it is from; the token itself is not known here. */
export function HubToken({ hub }: { readonly hub: Hub }) {
  const { hub: view } = useStudio();
  const { error, run } = useTask();
  const [entering, setEntering] = useState(false);
  const text = strings.models.token;
  const close = (): void => {
    setEntering(false);
  };
  return (
    <>
      <KeyLine
        origin={hub.token}
        text={text}
        onEnter={
          entering
            ? null
            : () => {
                setEntering(true);
              }
        }
        onForget={() => {
          run(view.setToken(null, false));
        }}
      />
      {error !== null && <ErrorNote error={error} />}
      {entering && (
        <KeyForm
          action={text.save}
          text={text}
          save={async (token, remember) => {
            await view.setToken(token, remember);
            close();
          }}
          onCancel={close}
        />
      )}
    </>
  );
}
