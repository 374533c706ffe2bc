import { strings } from '../strings.ts';
import { Popover } from '../ui/popover.tsx';
import { useSettings, useSystem } from './studio.ts';

const gigabytes = (bytes: number): string => `${(bytes / 1e9).toFixed(1)} GB`;

/** Who will write the next layout, and what is known about it. */
export function WriterChip() {
  const llm = useSystem((state) => state.status?.llm ?? null);
  const writer = useSettings((state) => state.writer);
  const text = strings.writer;
  const reason = llm?.reason ?? null;
  const model =
    writer.provider === 'ollama' ? writer.model : writer.provider === 'auto' ? (llm?.selected ?? null) : null;
  const label =
    llm === null ? strings.header.writerLooking : model === null ? strings.header.writerRules : `${model} · Ollama`;
  return (
    <Popover
      className="chip"
      align="end"
      label={`${strings.header.writerDetails}: ${label}`}
      trigger={
        <>
          <span className={`dot ${llm === null ? 'wait' : model === null ? 'quiet' : 'ok'}`} aria-hidden />
          <span className="chip-text">{label}</span>
        </>
      }
    >
      {() => (
        <div className="details">
          <h2>{text.title}</h2>
          {reason !== null && <p className="notice">{reason}</p>}
          {model === null && <p>{text.rules}</p>}
          {llm !== null && (
            <dl>
              <dt>{text.host}</dt>
              <dd>{llm.host}</dd>
              <dt>{text.models}</dt>
              <dd>
                {llm.models.length === 0
                  ? text.noModels
                  : llm.models.map((installed) => `${installed.name} (${gigabytes(installed.sizeBytes)})`).join(', ')}
              </dd>
            </dl>
          )}
        </div>
      )}
    </Popover>
  );
}
