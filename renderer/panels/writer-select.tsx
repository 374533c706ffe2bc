import { ChevronDown } from 'lucide-react';
import { useSettings, useStudio, useSystem } from '../app/studio.ts';
import { strings } from '../strings.ts';

/** Separates provider and model in an option's value; no model name contains a blank. */
const separator = ' ';

/** Who writes the layout: automatic, one of the installed models, or the rules. */
export function WriterSelect() {
  const { settings } = useStudio();
  const writer = useSettings((state) => state.writer);
  const llm = useSystem((state) => state.status?.llm ?? null);
  const text = strings.prompt;
  const models = llm?.models ?? [];
  const automatic = llm?.selected ?? null;
  const tone = writer.provider === 'rules' || (writer.provider === 'auto' && automatic === null) ? 'quiet' : 'ok';
  return (
    <div className="writer-select">
      <span className={`dot ${tone}`} aria-hidden />
      <select
        aria-label={text.writer}
        title={text.writer}
        value={`${writer.provider}${separator}${writer.model}`}
        onChange={(event) => {
          const [provider = 'auto', model = ''] = event.target.value.split(separator);
          settings.setState({ writer: { provider: provider as 'auto' | 'ollama' | 'rules', model } });
        }}
      >
        <option value={`auto${separator}`}>
          {llm === null ? text.autoLooking : automatic === null ? text.autoRules : text.auto(automatic)}
        </option>
        {models.map((model) => (
          <option key={model.name} value={`ollama${separator}${model.name}`}>
            {model.name}
          </option>
        ))}
        {writer.provider === 'ollama' && !models.some((model) => model.name === writer.model) && (
          <option value={`ollama${separator}${writer.model}`}>{writer.model}</option>
        )}
        <option value={`rules${separator}`}>{text.rules}</option>
      </select>
      <ChevronDown size={13} aria-hidden />
    </div>
  );
}
