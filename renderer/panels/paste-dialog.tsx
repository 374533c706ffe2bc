import { useState } from 'react';
import { AppError, type ErrorData } from '../../preload/contract/errors.ts';
import { useStudio } from '../app/studio.ts';
import { strings } from '../strings.ts';
import { Dialog } from '../ui/dialog.tsx';
import { ErrorNote } from '../ui/error-note.tsx';

interface Props {
  /** Text that is already there, from the clipboard. */
  readonly initial: string;
  readonly onClose: () => void;
}

/** Reads an answer the user brings from elsewhere. */
export function PasteDialog({ initial, onClose }: Props) {
  const { writing } = useStudio();
  const [answer, setAnswer] = useState(initial);
  const [error, setError] = useState<ErrorData | null>(null);
  const text = strings.pasteDialog;
  const read = async (): Promise<void> => {
    try {
      await writing.paste(answer);
      onClose();
    } catch (thrown) {
      setError(AppError.from(thrown).toData());
    }
  };
  return (
    <Dialog title={text.title} onClose={onClose} size="wide">
      <p className="quiet">{text.help}</p>
      <textarea
        className="field mono paste-text"
        aria-label={text.label}
        placeholder={text.placeholder}
        rows={8}
        value={answer}
        data-autofocus
        onChange={(event) => {
          setAnswer(event.target.value);
          setError(null);
        }}
      />
      {error !== null && <ErrorNote error={error} />}
      <footer className="dialog-footer">
        <button type="button" className="button" onClick={onClose}>
          {text.cancel}
        </button>
        <button type="button" className="button primary" disabled={answer.trim() === ''} onClick={() => void read()}>
          {text.read}
        </button>
      </footer>
    </Dialog>
  );
}
