import { ChevronDown } from 'lucide-react';
import { useSettings, useStudio, useSystem } from '../app/studio.ts';
import { strings } from '../strings.ts';
import { Popover } from '../ui/popover.tsx';
import { Section } from '../ui/section.tsx';
import { lacking, useCapabilities } from './lacking.ts';
import { OptionForm } from './option-form.tsx';
import { Presets } from './presets.tsx';

/** How the layout is drawn: the chosen method with its options; the others on request. */
export function MethodPicker() {
  const { settings } = useStudio();
  const methods = useSystem((state) => state.methods);
  const chosen = useSettings((state) => state.method);
  const capabilities = useCapabilities();
  const method = methods.find((candidate) => candidate.id === chosen);
  if (method === undefined) return null;
  return (
    <Section title={strings.method.title}>
      <Popover
        className="method chosen"
        align="fill"
        label={strings.method.choose(method.title)}
        trigger={
          <>
            <MethodText title={method.title} summary={lacking(method, capabilities) ?? method.summary} />
            <ChevronDown size={14} aria-hidden />
          </>
        }
      >
        {(close) => (
          <div className="menu methods">
            {methods.map((candidate) => {
              const reason = lacking(candidate, capabilities);
              return (
                <button
                  key={candidate.id}
                  type="button"
                  className="method"
                  aria-pressed={candidate.id === chosen}
                  disabled={reason !== null}
                  onClick={() => {
                    settings.setState({ method: candidate.id });
                    close();
                  }}
                >
                  <MethodText title={candidate.title} summary={reason ?? candidate.summary} />
                </button>
              );
            })}
          </div>
        )}
      </Popover>
      <Presets method={method} />
      <OptionForm key={method.id} method={method} />
    </Section>
  );
}

function MethodText({ title, summary }: { readonly title: string; readonly summary: string }) {
  return (
    <span className="method-text">
      <span className="method-title">{title}</span>
      <span className="method-summary">{summary}</span>
    </span>
  );
}
