import type { LlmStatus, ServerStatus } from '../../preload/contract/stage1.ts';
import { nextWriter, writerName } from '../stage1/writer.ts';
import { strings } from '../strings.ts';
import { Popover } from '../ui/popover.tsx';
import { useSettings, useStudio, useSystem } from './studio.ts';

const gigabytes = (bytes: number): string => `${(bytes / 1e9).toFixed(1)} GB`;

/** Who will write the next layout, and what is known about it. */
export function WriterChip() {
  const { dialogs } = useStudio();
  const llm = useSystem((state) => state.status?.llm ?? null);
  const writer = useSettings((state) => state.writer);
  const text = strings.writer;
  const next = llm === null ? null : nextWriter(writer, llm);
  const name = next === null ? null : writerName(next);
  const label =
    next === null
      ? strings.header.writerLooking
      : next.by === 'rules'
        ? strings.header.writerRules
        : `${next.model} · ${text.by[next.by]}`;
  return (
    <Popover
      className="chip"
      align="end"
      label={`${strings.header.writerDetails}: ${label}`}
      trigger={
        <>
          <span className={`dot ${next === null ? 'wait' : name === null ? 'quiet' : 'ok'}`} aria-hidden />
          <span className="chip-text">{label}</span>
        </>
      }
    >
      {(close) => (
        <div className="details">
          <h2>{text.title}</h2>
          {next?.by === 'rules' && <p>{text.rules}</p>}
          {llm !== null && <OllamaFacts llm={llm} />}
          {llm?.openai !== undefined && <ServerFacts server={llm.openai} />}
          <button
            type="button"
            className="button compact"
            onClick={() => {
              close();
              dialogs.open({ kind: 'writer' });
            }}
          >
            {text.setUp}
          </button>
        </div>
      )}
    </Popover>
  );
}

function OllamaFacts({ llm }: { readonly llm: LlmStatus }) {
  const text = strings.writer;
  const models = llm.models.map(({ name, sizeBytes }) => `${name} (${gigabytes(sizeBytes)})`);
  return (
    <>
      {llm.reason !== null && <p className="notice">{llm.reason}</p>}
      <dl>
        <dt>{text.host}</dt>
        <dd>{llm.host}</dd>
        <dt>{text.models}</dt>
        <dd>{models.length === 0 ? text.noModels : models.join(', ')}</dd>
      </dl>
    </>
  );
}

/** The large services have a hundred. */
const someOf = (models: readonly string[]): string =>
  models.length <= 8 ? models.join(', ') : `${models.slice(0, 8).join(', ')} …`;

function ServerFacts({ server }: { readonly server: ServerStatus }) {
  const text = strings.writer;
  return (
    <>
      {server.reason !== null && <p className="notice">{server.reason}</p>}
      <dl>
        <dt>{text.serverHost}</dt>
        <dd>{server.host}</dd>
        <dt>{text.models}</dt>
        <dd>{server.models.length === 0 ? text.noModels : someOf(server.models)}</dd>
      </dl>
    </>
  );
}
