import { useId } from 'react';
import type { SettingsState } from '../app/settings.ts';
import { useSettings, useStudio } from '../app/studio.ts';

interface Props {
  readonly writer: SettingsState['writer'];
  readonly name: string;
  /** Beside the name: a size, what it comes to. */
  readonly extra?: string | undefined;
  readonly help?: string | undefined;
}

/** One of the writers that can be chosen. */
export function WriterOption({ writer, name, extra, help }: Props) {
  const { settings } = useStudio();
  const chosen = useSettings(
    ({ writer: { provider, model } }) => provider === writer.provider && model === writer.model,
  );
  const id = useId();
  return (
    <label className={chosen ? 'writer-option chosen' : 'writer-option'}>
      <input
        type="radio"
        name="writer"
        checked={chosen}
        aria-labelledby={`${id}-name`}
        aria-describedby={`${id}-extra ${id}-help`}
        onChange={() => {
          settings.setState({ writer });
        }}
      />
      <span id={`${id}-name`} className="writer-name">
        {name}
      </span>
      {extra !== undefined && (
        <span id={`${id}-extra`} className="writer-extra">
          {extra}
        </span>
      )}
      {help !== undefined && (
        <span id={`${id}-help`} className="writer-help">
          {help}
        </span>
      )}
    </label>
  );
}
