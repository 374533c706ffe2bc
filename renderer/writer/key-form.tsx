import { useState } from 'react';
import { AppError, type ErrorData } from '../../preload/contract/errors.ts';
import type { LlmStatus } from '../../preload/contract/stage1.ts';
import { useStudio, useSystem } from '../app/studio.ts';
import { strings } from '../strings.ts';
import { ErrorNote } from '../ui/error-note.tsx';

interface Props {
  readonly action: string;
  /** The key is stored; `llm` says whether the server takes it. */
  readonly onSaved: (llm: LlmStatus) => void;
  readonly onCancel: () => void;
}

/** Takes the key of the server and hands it to the studio. What was typed is forgotten with this form. */
export function KeyForm({ action, onSaved, onCancel }: Props) {
  const { client, system } = useStudio();
  const keychain = useSystem((state) => state.status?.llm.keychain ?? false);
  const [key, setKey] = useState('');
  const [remember, setRemember] = useState(true);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ErrorData | null>(null);
  const text = strings.writer.key;
  const save = async (): Promise<void> => {
    setBusy(true);
    try {
      const llm = await client.call('llm.setKey', { key, remember: remember && keychain });
      system.updateLlm(llm);
      setKey('');
      setError(null);
      onSaved(llm);
    } catch (thrown) {
      setError(AppError.from(thrown).toData());
    } finally {
      setBusy(false);
    }
  };
  return (
    <form
      className="key-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (key.trim() !== '' && !busy) void save();
      }}
    >
      <input
        className="field mono"
        type="password"
        autoComplete="off"
        spellCheck={false}
        aria-label={text.label}
        placeholder={text.placeholder}
        value={key}
        autoFocus
        data-autofocus
        onChange={(event) => {
          setKey(event.target.value);
          setError(null);
        }}
      />
      {keychain ? (
        <label className="check">
          <input
            type="checkbox"
            checked={remember}
            onChange={() => {
              setRemember(!remember);
            }}
          />
          {text.remember}
        </label>
      ) : (
        <p className="quiet small">{text.session}</p>
      )}
      {error !== null && <ErrorNote error={error} />}
      <div className="form-actions">
        <button type="button" className="button compact" onClick={onCancel}>
          {text.cancel}
        </button>
        <button type="submit" className="button primary compact" disabled={key.trim() === '' || busy}>
          {busy ? text.checking : action}
        </button>
      </div>
    </form>
  );
}
