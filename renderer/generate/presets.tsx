import type { MethodInfo } from '../../preload/contract/engine.ts';
import { useSettings, useStudio } from '../app/studio.ts';
import { strings } from '../strings.ts';
import { sameOptions } from './option-fields.ts';

const noOptions: Readonly<Record<string, unknown>> = {};

/** A method's named sets of options, from the fastest to the most faithful; none is pressed when the user has set others. */
export function Presets({ method }: { readonly method: MethodInfo }) {
  const { settings } = useStudio();
  const options = useSettings((state) => state.options[method.id]) ?? noOptions;
  if (method.presets.length === 0) return null;
  return (
    <div className="segments" role="group" aria-label={strings.method.presets}>
      {method.presets.map((preset) => (
        <button
          key={preset.id}
          type="button"
          aria-pressed={sameOptions(preset.options, options)}
          onClick={() => {
            settings.setState((state) => ({ options: { ...state.options, [method.id]: preset.options } }));
          }}
        >
          {preset.title}
        </button>
      ))}
    </div>
  );
}
