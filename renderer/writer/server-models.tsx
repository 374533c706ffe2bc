import { useState } from 'react';
import { useSettings, useStudio } from '../app/studio.ts';
import { strings } from '../strings.ts';
import { WriterOption } from './writer-option.tsx';

/** So many models are seen at a glance; more want a filter. */
const glance = 8;

/** The models of a server to choose from. One that tells none is asked for a model by its name. */
export function ServerModels({ models }: { readonly models: readonly string[] }) {
  const [filter, setFilter] = useState('');
  const text = strings.writer;
  if (models.length === 0) return <NamedModel />;
  const words = filter.toLowerCase().split(/\s+/);
  const shown = models.filter((model) => words.every((word) => model.toLowerCase().includes(word)));
  return (
    <>
      {models.length > glance && (
        <input
          className="field"
          type="search"
          aria-label={text.filter}
          placeholder={text.filterHint(models.length)}
          value={filter}
          onChange={(event) => {
            setFilter(event.target.value);
          }}
        />
      )}
      <div className="server-models">
        {shown.map((model) => (
          <WriterOption key={model} writer={{ provider: 'openai', model }} name={model} />
        ))}
        {shown.length === 0 && <p className="quiet">{text.noneFound}</p>}
      </div>
    </>
  );
}

function NamedModel() {
  const { settings } = useStudio();
  const { provider, model } = useSettings((state) => state.writer);
  const text = strings.writer;
  return (
    <label className="inline-form">
      <span className="quiet">{text.modelName}</span>
      <input
        className="field"
        spellCheck={false}
        value={provider === 'openai' ? model : ''}
        onChange={(event) => {
          const name = event.target.value;
          settings.setState({
            writer: name === '' ? { provider: 'auto', model: '' } : { provider: 'openai', model: name },
          });
        }}
      />
    </label>
  );
}
