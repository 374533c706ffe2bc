import { useEffect, useState } from 'react';
import { exportFormatSchema, type ExportFormat } from '../../preload/contract/formats.ts';
import { useDocument, useStudio } from '../app/studio.ts';
import { strings } from '../strings.ts';
import { Dialog } from '../ui/dialog.tsx';
import { ErrorNote } from '../ui/error-note.tsx';
import { useTask } from '../ui/use-task.ts';
import { fileName } from './file-name.ts';
import { saveFile } from './text-file.ts';

const extension: Record<ExportFormat, string> = {
  studio: 'layout.json',
  lmd: 'lmd.txt',
  diffusers: 'diffusers.json',
  ideogram: 'ideogram.json',
  'gligen-gui': 'gligen-gui.json',
};

/** The layout written down for other programs, to copy or to save. */
export function ExportDialog({ onClose }: { readonly onClose: () => void }) {
  const { client, toasts } = useStudio();
  const { error, run } = useTask();
  const layout = useDocument((state) => state.layout);
  const [format, setFormat] = useState<ExportFormat>('studio');
  const [written, setWritten] = useState('');
  const [copied, setCopied] = useState(false);
  const text = strings.files;
  useEffect(() => {
    let current = true;
    run(
      client.call('layout.export', { layout, format }).then((answer) => {
        if (!current) return;
        setWritten(answer.text);
        setCopied(false);
      }),
    );
    return () => {
      current = false;
    };
  }, [client, run, layout, format]);
  const name = `${fileName(layout.prompt, 'layout')}.${extension[format]}`;
  return (
    <Dialog title={text.exportTitle} onClose={onClose} size="wide">
      <div className="formats" role="radiogroup" aria-label={text.format}>
        {exportFormatSchema.options.map((id) => (
          <label key={id} className={id === format ? 'format chosen' : 'format'}>
            <input
              type="radio"
              name="format"
              checked={id === format}
              onChange={() => {
                setFormat(id);
              }}
            />
            <span>
              <strong>{text.formats[id]}</strong>
              <span className="quiet small">{text.formatHelp[id]}</span>
            </span>
          </label>
        ))}
      </div>
      <pre className="raw-answer" tabIndex={0} aria-label={text.written}>
        {written}
      </pre>
      {error !== null && <ErrorNote error={error} />}
      <footer className="dialog-footer">
        <button
          type="button"
          className="button"
          onClick={() => {
            run(
              navigator.clipboard.writeText(written).then(() => {
                setCopied(true);
              }),
            );
          }}
        >
          {copied ? text.copied : strings.answer.copy}
        </button>
        <button
          type="button"
          className="button primary"
          disabled={written === ''}
          onClick={() => {
            saveFile({ name, text: written });
            toasts.show(text.saved(name));
            onClose();
          }}
        >
          {text.save}
        </button>
      </footer>
    </Dialog>
  );
}
