import { useState } from 'react';
import type { Hub } from '../../preload/contract/models.ts';
import { useStudio } from '../app/studio.ts';
import { strings } from '../strings.ts';
import { ErrorNote } from '../ui/error-note.tsx';
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
      <div className="key-line">
        <span>{hub.token === null ? text.none : text.from[hub.token]}</span>
        <span className="spacer" />
        {!entering && (
          <button
            type="button"
            className="link"
            onClick={() => {
              setEntering(true);
            }}
          >
            {hub.token === null ? text.enter : text.change}
          </button>
        )}
        {(hub.token === 'typed' || hub.token === 'keychain') && (
          <button
            type="button"
            className="link"
            onClick={() => {
              run(view.setToken(null, false));
            }}
          >
            {text.forget}
          </button>
        )}
      </div>
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
