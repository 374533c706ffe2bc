import { useState } from 'react';
import { AppError, type ErrorData } from '../../preload/contract/errors.ts';
import type { ServerStatus } from '../../preload/contract/stage1.ts';
import { useStudio } from '../app/studio.ts';
import { strings } from '../strings.ts';
import { ErrorNote } from '../ui/error-note.tsx';
import { KeyLine } from '../ui/key-line.tsx';
import { useTask } from '../ui/use-task.ts';
import { ServerKeyForm } from './server-key-form.tsx';
import { ServerModels } from './server-models.tsx';

/** A server that speaks OpenAI's protocol: its address, its key, its models. */
export function ServerPart({ server }: { readonly server: ServerStatus | null }) {
  const { client, system } = useStudio();
  const [address, setAddress] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ErrorData | null>(null);
  const text = strings.writer;
  const known = server?.host ?? '';
  const shown = address ?? known;
  const connect = async (url: string): Promise<void> => {
    setBusy(true);
    try {
      system.updateLlm(await client.call('llm.setServer', { url }));
      setAddress(null);
      setError(null);
    } catch (thrown) {
      setError(AppError.from(thrown).toData());
    } finally {
      setBusy(false);
    }
  };
  return (
    <section className="writer-part" aria-label={text.serverTitle}>
      <div className="writer-part-head">
        <span className={`dot ${server?.reachable === true ? 'ok' : 'quiet'}`} aria-hidden />
        <h3>{text.serverTitle}</h3>
        {server?.chosen === false && <span className="quiet small">{text.fromStart}</span>}
      </div>
      {server === null && <p className="quiet">{text.serverHelp}</p>}
      <form
        className="inline-form"
        onSubmit={(event) => {
          event.preventDefault();
          if (shown.trim() !== '' && !busy) void connect(shown);
        }}
      >
        <input
          className="field"
          aria-label={text.address}
          placeholder="https://api.openai.com/v1"
          spellCheck={false}
          value={shown}
          onChange={(event) => {
            setAddress(event.target.value);
            setError(null);
          }}
        />
        <button type="submit" className="button compact" disabled={shown.trim() === '' || busy}>
          {busy ? text.connecting : known !== '' && shown === known ? text.reconnect : text.connect}
        </button>
        {server?.chosen === true && (
          <button
            type="button"
            className="button compact"
            onClick={() => {
              void connect('');
            }}
          >
            {text.forget}
          </button>
        )}
      </form>
      {error !== null && <ErrorNote error={error} />}
      {server !== null && <Key server={server} />}
      {server?.reachable === true && <ServerModels models={server.models} />}
    </section>
  );
}

/** Whether there is a key and where it is from; the key itself is not known here. */
function Key({ server }: { readonly server: ServerStatus }) {
  const { client, system } = useStudio();
  const { error, run } = useTask();
  /** Null: as the server wants it. */
  const [asked, setAsked] = useState<boolean | null>(null);
  const entering = asked ?? server.wantsKey;
  const text = strings.writer.key;
  const forget = async (): Promise<void> => {
    system.updateLlm(await client.call('llm.setKey', { key: null }));
  };
  return (
    <>
      {server.reason !== null && (
        <p className="notice" role="status">
          {server.reason}
        </p>
      )}
      {(server.key !== null || !entering) && (
        <KeyLine
          origin={server.key}
          text={text}
          onEnter={
            entering
              ? null
              : () => {
                  setAsked(true);
                }
          }
          onForget={() => {
            run(forget());
          }}
        />
      )}
      {error !== null && <ErrorNote error={error} />}
      {entering && (
        <ServerKeyForm
          action={text.save}
          onCancel={() => {
            setAsked(false);
          }}
          onSaved={(llm) => {
            setAsked(llm.openai?.wantsKey === true ? true : null);
          }}
        />
      )}
    </>
  );
}
