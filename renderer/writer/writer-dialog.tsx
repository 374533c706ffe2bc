import { useEffect } from 'react';
import { useStudio, useSystem } from '../app/studio.ts';
import { nextWriter, writerName } from '../stage1/writer.ts';
import { strings } from '../strings.ts';
import { Dialog } from '../ui/dialog.tsx';
import { ErrorNote } from '../ui/error-note.tsx';
import { useTask } from '../ui/use-task.ts';
import { FilePart } from './file-part.tsx';
import { OllamaPart } from './ollama-part.tsx';
import { ServerPart } from './server-part.tsx';
import { WriterOption } from './writer-option.tsx';

/** Who can write layouts: what is there, what can be had, and which of it is used. */
export function WriterDialog({ onClose }: { readonly onClose: () => void }) {
  const { system, dialogs } = useStudio();
  const { error, run } = useTask();
  const llm = useSystem((state) => state.status?.llm ?? null);
  const text = strings.writer;
  useEffect(() => {
    run(system.refresh()); // Ollama may have been started since
  }, [system, run]);
  const automatic = llm === null ? null : writerName(nextWriter({ provider: 'auto', model: '' }, llm));
  return (
    <Dialog title={text.title} onClose={onClose} size="medium">
      <div className="writer-part">
        <WriterOption
          writer={{ provider: 'auto', model: '' }}
          name={text.automatic}
          extra={automatic ?? text.byRules}
          help={text.automaticHelp}
        />
        <WriterOption writer={{ provider: 'rules', model: '' }} name={text.rulesOption} help={text.rulesHelp} />
      </div>
      {llm !== null && <OllamaPart llm={llm} />}
      <ServerPart server={llm?.openai ?? null} />
      <FilePart />
      {error !== null && <ErrorNote error={error} />}
      <footer className="dialog-footer">
        <button
          type="button"
          className="button"
          onClick={() => {
            dialogs.open({ kind: 'templates' });
          }}
        >
          {strings.templates.open}
        </button>
        <span className="spacer" />
        <button type="button" className="button primary" onClick={onClose}>
          {text.done}
        </button>
      </footer>
    </Dialog>
  );
}
