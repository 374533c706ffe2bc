import { ChevronDown, Settings2 } from 'lucide-react';
import type { SettingsState } from '../app/settings.ts';
import { useSettings, useStudio, useSystem } from '../app/studio.ts';
import { fileName, nextWriter, writerName } from '../stage1/writer.ts';
import { strings } from '../strings.ts';
import { IconButton } from '../ui/icon-button.tsx';

type Writer = SettingsState['writer'];

const key = ({ provider, model }: Writer): string => `${provider} ${model}`;

/** Who writes the layout: automatic, one of the models that are there, or the rules. */
export function WriterSelect() {
  const { settings, dialogs } = useStudio();
  const writer = useSettings((state) => state.writer);
  const llm = useSystem((state) => state.status?.llm ?? null);
  const text = strings.prompt;
  const automatic = llm === null ? null : writerName(nextWriter({ provider: 'auto', model: '' }, llm));
  const models: Writer[] = [
    ...(llm?.models ?? []).map(({ name }) => ({ provider: 'ollama', model: name }) as const),
    ...(llm?.openai?.models ?? []).map((model) => ({ provider: 'openai', model }) as const),
  ];
  const isModel = writer.provider !== 'auto' && writer.provider !== 'rules';
  // A chosen model stays in the list even if it is gone: asking it says what is wrong.
  if (isModel && !models.some((model) => key(model) === key(writer))) models.push(writer);
  const choices: (Writer & { label: string })[] = [
    {
      provider: 'auto',
      model: '',
      label: llm === null ? text.autoLooking : automatic === null ? text.autoRules : text.auto(automatic),
    },
    ...models.map((model) => ({ ...model, label: model.provider === 'gguf' ? fileName(model.model) : model.model })),
    { provider: 'rules', model: '', label: text.rules },
  ];
  const tone = writer.provider === 'rules' || (writer.provider === 'auto' && automatic === null) ? 'quiet' : 'ok';
  return (
    <div className="writer-select">
      <span className={`dot ${tone}`} aria-hidden />
      <select
        aria-label={text.writer}
        title={text.writer}
        value={key(writer)}
        onChange={(event) => {
          const chosen = choices.find((choice) => key(choice) === event.target.value);
          if (chosen !== undefined) settings.setState({ writer: { provider: chosen.provider, model: chosen.model } });
        }}
      >
        {choices.map((choice) => (
          <option key={key(choice)} value={key(choice)}>
            {choice.label}
          </option>
        ))}
      </select>
      <ChevronDown size={13} aria-hidden />
      <IconButton
        icon={Settings2}
        label={strings.writer.setUp}
        small
        onClick={() => {
          dialogs.open({ kind: 'writer' });
        }}
      />
    </div>
  );
}
