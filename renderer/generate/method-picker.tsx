import type { Capability, MethodInfo } from '../../preload/contract/engine.ts';
import { useSettings, useStudio, useSystem } from '../app/studio.ts';
import { strings } from '../strings.ts';
import { Section } from '../ui/section.tsx';
import { OptionForm } from './option-form.tsx';

/** Why a method can not run on a model; null if it can. */
function lacking(method: MethodInfo, capabilities: readonly Capability[] | null): string | null {
  const missing = capabilities === null ? undefined : method.needs.find((need) => !capabilities.includes(need));
  return missing === undefined ? null : strings.method.unavailable(strings.method.needs[missing]);
}

/** How the layout is drawn: one card per method, with the chosen one's options. */
export function MethodPicker() {
  const { settings } = useStudio();
  const methods = useSystem((state) => state.methods);
  const chosen = useSettings((state) => state.method);
  const modelId = useSettings((state) => state.model);
  const capabilities = useSystem(
    (state) => state.models.find((model) => model.id === modelId)?.info?.capabilities ?? null,
  );
  const method = methods.find((candidate) => candidate.id === chosen);
  return (
    <Section title={strings.method.title}>
      <div className="methods" role="radiogroup" aria-label={strings.method.title}>
        {methods.map((candidate) => {
          const reason = lacking(candidate, capabilities);
          return (
            <label key={candidate.id} className={reason === null ? 'method' : 'method unavailable'}>
              <input
                type="radio"
                name="method"
                checked={candidate.id === chosen}
                disabled={reason !== null}
                onChange={() => {
                  settings.setState({ method: candidate.id });
                }}
              />
              <span className="method-text">
                <span className="method-title">{candidate.title}</span>
                <span className="method-summary">{reason ?? candidate.summary}</span>
              </span>
            </label>
          );
        })}
      </div>
      {method !== undefined && <OptionForm key={method.id} method={method} />}
    </Section>
  );
}
