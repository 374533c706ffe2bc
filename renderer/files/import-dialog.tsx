import { useEffect, useState } from 'react';
import { AppError, type ErrorData } from '../../preload/contract/errors.ts';
import type { Imported } from '../../preload/contract/formats.ts';
import type { Expected } from '../app/dialogs.ts';
import { useStudio } from '../app/studio.ts';
import { LayoutThumb } from '../canvas/layout-thumb.tsx';
import { adoptLayout } from '../editor/operations.ts';
import { strings } from '../strings.ts';
import { Dialog } from '../ui/dialog.tsx';
import { ErrorNote } from '../ui/error-note.tsx';
import { ImportAnswers } from './import-answers.tsx';
import { readAnswers, type TextFile } from './text-file.ts';

interface Props {
  readonly file: TextFile;
  readonly onClose: () => void;
}

/** What is in a file, told before anything is changed: a layout, or stored answers. */
export function ImportDialog({ file, expected, onClose }: Props & { readonly expected: Expected }) {
  const [answers] = useState(() => readAnswers(file.text));
  return (
    <Dialog title={strings.files.importTitle(file.name)} onClose={onClose} size="medium">
      {answers !== null && <ImportAnswers file={file} answers={answers} onClose={onClose} />}
      {answers === null && expected === 'layout' && <ImportLayout file={file} onClose={onClose} />}
      {answers === null && expected === 'answers' && (
        <Refused error={refusal(strings.files.noAnswers(file.name))} onClose={onClose} />
      )}
    </Dialog>
  );
}

const refusal = (message: string, cause?: ErrorData): ErrorData => ({
  ...cause,
  code: cause?.code ?? 'bad_request',
  message,
});

function Refused({ error, onClose }: { readonly error: ErrorData; readonly onClose: () => void }) {
  return (
    <>
      <ErrorNote error={error} />
      <footer className="dialog-footer">
        <button type="button" className="button" onClick={onClose}>
          {strings.answer.close}
        </button>
      </footer>
    </>
  );
}

/** As much text as the studio reads for one layout. */
const longest = 2_000_000;

function ImportLayout({ file, onClose }: Props) {
  const { client, document } = useStudio();
  const [read, setRead] = useState<Imported | null>(null);
  const [error, setError] = useState<ErrorData | null>(null);
  useEffect(() => {
    if (file.text.length > longest) {
      setError(refusal(strings.files.tooLong(file.name)));
      return;
    }
    const { canvas } = document.store.getState().layout;
    client.call('layout.import', { text: file.text, canvas }).then(setRead, (thrown: unknown) => {
      const data = AppError.from(thrown).toData();
      setError(data.code === 'layout_unreadable' ? refusal(strings.files.noLayout(file.name), data) : data);
    });
  }, [client, document, file]);
  if (error !== null) return <Refused error={error} onClose={onClose} />;
  return (
    <>
      {read !== null && <Found read={read} />}
      <footer className="dialog-footer">
        <button type="button" className="button" onClick={onClose}>
          {strings.files.cancel}
        </button>
        <UseButton file={file} read={read} onClose={onClose} />
      </footer>
    </>
  );
}

/** What was read, from which format, and what was repaired or guessed in reading. */
function Found({ read: { layout, format, warnings } }: { readonly read: Imported }) {
  const text = strings.files;
  return (
    <div className="found">
      <LayoutThumb layout={layout} label={strings.candidates.picture(layout.boxes.map((box) => box.caption))} />
      <div className="found-facts">
        <dl className="facts">
          <dt>{text.format}</dt>
          <dd>{text.formats[format]}</dd>
          <dt>{text.content}</dt>
          <dd>{`${strings.answer.boxes(layout.boxes.length)}, ${layout.canvas.width} × ${layout.canvas.height} px`}</dd>
          {layout.prompt !== '' && (
            <>
              <dt>{text.sentence}</dt>
              <dd>{layout.prompt}</dd>
            </>
          )}
        </dl>
        {warnings.length === 0 ? (
          <p className="quiet">{text.asIs}</p>
        ) : (
          <div>
            <h3>{strings.answer.repairs}</h3>
            <ul className="warnings">
              {warnings.map((warning, index) => (
                <li key={`${warning.code}${index}`}>{warning.message}</li>
              ))}
            </ul>
          </div>
        )}
      </div>
    </div>
  );
}

function UseButton({ file, read, onClose }: Props & { readonly read: Imported | null }) {
  const { document, writing, revising, toasts } = useStudio();
  return (
    <button
      type="button"
      className="button primary"
      disabled={read === null}
      onClick={() => {
        if (read === null) return;
        document.edit(() => adoptLayout(read.layout), { select: [] });
        writing.dismiss(); // it was about another layout
        revising.dismiss();
        toasts.show(strings.files.imported(read.layout.boxes.length, file.name));
        onClose();
      }}
    >
      {strings.files.use}
    </button>
  );
}
