import { useState } from 'react';
import { AppError, type ErrorData } from '../../preload/contract/errors.ts';
import { useSystem } from '../app/studio.ts';
import { ErrorNote } from './error-note.tsx';

interface Props {
  readonly action: string;
  readonly text: Readonly<Record<'label' | 'placeholder' | 'remember' | 'session' | 'checking' | 'cancel', string>>;
  /** Hands the key to the studio. `remember`: keep it in the system's keychain. */
  readonly save: (key: string, remember: boolean) => Promise<void>;
  readonly onCancel: () => void;
}

/** Takes a key or token. What was typed is forgotten with this form. */
export function KeyForm({ action, text, save, onCancel }: Props) {
  const keychain = useSystem((state) => state.status?.llm.keychain ?? false);
  const [key, setKey] = useState('');
  const [remember, setRemember] = useState(true);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ErrorData | null>(null);
  const submit = async (): Promise<void> => {
    setBusy(true);
    try {
      await save(key, remember && keychain);
      setKey('');
      setError(null);
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
        if (key.trim() !== '' && !busy) void submit();
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
