import { useId } from 'react';
import type { ModelInfo } from '../../preload/contract/api.ts';
import { useSettings, useStudio, useSystem } from '../app/studio.ts';
import { strings } from '../strings.ts';
import { size } from '../strings/models.ts';
import { ConfirmButton } from '../ui/confirm-button.tsx';
import { ErrorNote } from '../ui/error-note.tsx';
import { useTask } from '../ui/use-task.ts';
import type { HubState } from './hub.ts';

/** What is here: models to draw with, one of which is chosen, and those that only look at pictures. */
export function HereList({ hub }: { readonly hub: HubState }) {
  const models = useSystem((state) => state.models);
  const text = strings.models;
  if (models.length === 0) return <p className="quiet">{text.looking}</p>;
  const ids = models.map(({ id }) => id);
  const others = hub === null ? [] : hub.here.filter((name) => !ids.includes(name));
  return (
    <div role="radiogroup" aria-label={text.here}>
      {models.map((model) => (
        <HereModel key={model.id} model={model} />
      ))}
      {others.map((name) => (
        <div key={name} className="here-model">
          <span />
          <span className="writer-name">{name}</span>
          <Remove id={name} title={name} source="downloaded" />
          <span className="writer-help">{purposeOf(name, hub)}</span>
        </div>
      ))}
    </div>
  );
}

/** "cuts objects out": of what was offered; something else is used by itself, too. */
function purposeOf(name: string, hub: HubState): string {
  const purpose = hub?.offers.find(({ repo }) => repo.endsWith(`/${name}`))?.purpose ?? 'draw';
  return purpose === 'draw' ? strings.models.other : strings.models.notDrawing[purpose];
}

function HereModel({ model }: { readonly model: ModelInfo }) {
  const { settings } = useStudio();
  const chosen = useSettings((state) => state.model === model.id);
  const id = useId();
  const draws = model.info?.capabilities.includes('text_to_image') === true;
  return (
    <div className={chosen ? 'here-model chosen' : 'here-model'}>
      <input
        type="radio"
        name="model"
        id={`${id}-choice`}
        checked={chosen}
        disabled={!draws}
        aria-describedby={`${id}-help`}
        onChange={() => {
          settings.setState({ model: model.id });
        }}
      />
      <label htmlFor={`${id}-choice`} className="writer-name">
        {model.title}
        {model.info !== null && <span className="writer-extra">{size(model.info.weightsBytes)}</span>}
      </label>
      <Remove id={model.id} title={model.title} source={model.source} />
      <span id={`${id}-help`} className={model.problem === null ? 'writer-help' : 'writer-help problem'}>
        {model.problem ?? (draws ? model.description : strings.models.notDrawing.refine)}
      </span>
    </div>
  );
}

type RemoveProps = Pick<ModelInfo, 'id' | 'title' | 'source'>;

/** What was added is only taken out of the list; what was downloaded is deleted; the rest stays. */
function Remove({ id, title, source }: RemoveProps) {
  const { client } = useStudio();
  const { error, run } = useTask();
  const text = strings.models;
  if (source !== 'added' && source !== 'downloaded') return <span />;
  const added = source === 'added';
  return (
    <>
      <span title={added ? text.takeOutNamed(title) : text.removeNamed(title)}>
        <ConfirmButton
          compact
          label={added ? text.takeOut : text.remove}
          confirm={added ? text.takeOutConfirm : text.removeConfirm}
          onConfirm={() => {
            run(client.call('models.remove', { id }));
          }}
        />
      </span>
      {error !== null && <ErrorNote error={error} />}
    </>
  );
}
