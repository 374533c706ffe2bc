import type { ModelInfo } from '../../preload/contract/api.ts';
import { strings } from '../strings.ts';
import { size } from '../strings/models.ts';
import { Popover } from '../ui/popover.tsx';
import { useSettings, useStudio, useSystem } from './studio.ts';

/** The checkpoint that draws: what it is, said plainly, and where it runs. */
export function ModelChip() {
  const { settings, dialogs } = useStudio();
  const models = useSystem((state) => state.models);
  const chosen = useSettings((state) => state.model);
  const engine = useSystem((state) => state.status?.engine ?? null);
  const model = models.find((candidate) => candidate.id === chosen);
  const provider = engine?.providers.find((candidate) => candidate.usable)?.name;
  const title = model?.title ?? (models.length === 0 ? strings.header.loadingModel : strings.header.noModel);
  const tone = model === undefined ? 'wait' : !model.ready ? 'bad' : engine?.state === 'busy' ? 'busy' : 'ok';
  return (
    <Popover
      className="chip"
      align="end"
      label={`${strings.header.modelDetails}: ${title}`}
      trigger={
        <>
          <span className={`dot ${tone}`} aria-hidden />
          <span className="chip-text">{title}</span>
          {model !== undefined && provider !== undefined && <span className="chip-extra">{provider}</span>}
        </>
      }
    >
      {(close) => (
        <div className="details">
          {models.map((candidate) => (
            <div key={candidate.id} className="model">
              <div className="model-head">
                <h2>{candidate.title}</h2>
                {candidate.id !== chosen && candidate.info?.capabilities.includes('text_to_image') === true && (
                  <button
                    type="button"
                    className="button compact"
                    onClick={() => {
                      settings.setState({ model: candidate.id });
                      close();
                    }}
                  >
                    {strings.model.useModel}
                  </button>
                )}
              </div>
              <p>{candidate.description}</p>
              {candidate.problem !== null && <p className="problem">{candidate.problem}</p>}
              {candidate.id === chosen && <Facts model={candidate} runsOn={provider} />}
            </div>
          ))}
          <button
            type="button"
            className="button compact"
            onClick={() => {
              close();
              dialogs.open({ kind: 'models' });
            }}
          >
            {strings.models.open}
          </button>
        </div>
      )}
    </Popover>
  );
}

function Facts({ model, runsOn }: { readonly model: ModelInfo; readonly runsOn: string | undefined }) {
  const engine = useSystem((state) => state.status?.engine ?? null);
  const text = strings.model;
  const { info } = model;
  const unusable = engine?.providers.filter((provider) => !provider.usable && provider.reason !== null) ?? [];
  return (
    <>
      <dl>
        {info !== null && (
          <>
            <dt>{text.can}</dt>
            <dd>{info.capabilities.map((capability) => text.capability[capability]).join(', ')}</dd>
            <dt>{text.size}</dt>
            <dd>{`${info.nativeSize.width} × ${info.nativeSize.height} px`}</dd>
            <dt>{text.weights}</dt>
            <dd>{size(info.weightsBytes)}</dd>
            <dt>{text.tokens}</dt>
            <dd>{text.tokenCount(info.maxTokens)}</dd>
          </>
        )}
        {engine !== null && runsOn !== undefined && (
          <>
            <dt>{text.runsOn}</dt>
            <dd>{`${runsOn} · ${text.engine[engine.state]}`}</dd>
          </>
        )}
      </dl>
      {unusable.length > 0 && (
        <details className="devices">
          <summary>{text.otherDevices}</summary>
          {unusable.map((provider) => (
            <p key={provider.name}>
              <strong>{provider.name}</strong> {provider.reason}
            </p>
          ))}
        </details>
      )}
    </>
  );
}
