import { useStore } from 'zustand';
import type { LlmStatus } from '../../preload/contract/stage1.ts';
import { useStudio } from '../app/studio.ts';
import { strings } from '../strings.ts';
import { ErrorNote } from '../ui/error-note.tsx';
import { InlineForm } from '../ui/inline-form.tsx';
import { WriterOption } from './writer-option.tsx';

const gigabytes = (bytes: number): string => `${(bytes / 1e9).toFixed(1)} GB`;

/** Ollama on this machine: its models, and getting more of them. */
export function OllamaPart({ llm }: { readonly llm: LlmStatus }) {
  const text = strings.writer;
  return (
    <section className="writer-part" aria-label={text.ollama}>
      <div className="writer-part-head">
        <span className={`dot ${llm.reachable ? 'ok' : 'quiet'}`} aria-hidden />
        <h3>{text.ollama}</h3>
        <span className="quiet small">{llm.host}</span>
      </div>
      {llm.reason !== null && <p className="quiet">{llm.reason}</p>}
      {llm.models.map(({ name, sizeBytes }) => (
        <WriterOption
          key={name}
          writer={{ provider: 'ollama', model: name }}
          name={name}
          extra={gigabytes(sizeBytes)}
        />
      ))}
      {llm.reachable && <Pull />}
    </section>
  );
}

/** Downloads a model by its name. */
function Pull() {
  const { pulling, attempt } = useStudio();
  const { ticket, text: status, share, error } = useStore(pulling.store);
  const text = strings.writer.pull;
  if (ticket !== null) {
    return (
      <div className="pull">
        <div className="pull-line">
          <span role="status">{status === '' ? text.starting : status}</span>
          <button
            type="button"
            className="button compact"
            onClick={() => {
              attempt(pulling.cancel());
            }}
          >
            {text.cancel}
          </button>
        </div>
        <progress aria-label={text.progress} max={1} value={share ?? undefined} />
      </div>
    );
  }
  return (
    <>
      <InlineForm
        label={text.label}
        placeholder={text.placeholder}
        action={text.action}
        onSubmit={(model) => {
          attempt(pulling.pull(model));
        }}
      />
      {error !== null && <ErrorNote error={error} />}
    </>
  );
}
