import { ChevronRight } from 'lucide-react';
import type { MethodInfo } from '../../preload/contract/engine.ts';
import { setOption } from '../app/settings.ts';
import { useSettings, useStudio } from '../app/studio.ts';
import { strings } from '../strings.ts';
import { NumberField } from '../ui/number-field.tsx';
import { Switch } from '../ui/switch.tsx';
import { optionFields, type OptionField } from './option-fields.ts';

const noOptions: Readonly<Record<string, unknown>> = {};

/** A method's own options, from its schema; folded away, for the paper's values are the defaults. */
export function OptionForm({ method }: { readonly method: MethodInfo }) {
  const { settings } = useStudio();
  const changed = useSettings((state) => state.options[method.id]) ?? noOptions;
  const fields = optionFields(method.options);
  if (fields.length === 0) return null;
  const count = Object.keys(changed).length;
  return (
    <details className="advanced">
      <summary>
        <ChevronRight size={13} aria-hidden />
        {strings.method.advanced}
        {count > 0 && <span className="tag">{strings.method.changed(count)}</span>}
      </summary>
      <div className="form options">
        {fields.map((field) => (
          <OptionRow
            key={field.name}
            field={field}
            value={changed[field.name] ?? field.fallback}
            onChange={(value) => {
              setOption(settings, method.id, field.name, value === field.fallback ? undefined : value);
            }}
          />
        ))}
      </div>
      {count > 0 && (
        <button
          type="button"
          className="link"
          onClick={() => {
            settings.setState((state) => ({ options: { ...state.options, [method.id]: {} } }));
          }}
        >
          {strings.method.reset}
        </button>
      )}
    </details>
  );
}

interface RowProps {
  readonly field: OptionField;
  readonly value: unknown;
  readonly onChange: (value: unknown) => void;
}

function OptionRow({ field, value, onChange }: RowProps) {
  return (
    <>
      <span title={field.description}>{field.title}</span>
      <OptionControl field={field} value={value} onChange={onChange} />
    </>
  );
}

function OptionControl({ field, value, onChange }: RowProps) {
  const { control } = field;
  switch (control.kind) {
    case 'toggle':
      return <Switch label={field.title} checked={value === true} onChange={onChange} />;
    case 'choice':
      return (
        <select
          className="field"
          aria-label={field.title}
          value={String(value)}
          onChange={(event) => {
            onChange(event.target.value);
          }}
        >
          {control.values.map((choice) => (
            <option key={choice}>{choice}</option>
          ))}
        </select>
      );
    case 'text':
      return (
        <input
          className="field"
          aria-label={field.title}
          value={typeof value === 'string' ? value : ''}
          onChange={(event) => {
            onChange(event.target.value);
          }}
        />
      );
    case 'number':
      return (
        <NumberField
          label={field.title}
          integer={control.integer}
          minimum={control.minimum}
          maximum={control.maximum}
          step={control.integer ? 1 : 0.1}
          value={typeof value === 'number' ? value : null}
          onChange={(next) => {
            if (next !== null) onChange(next);
          }}
        />
      );
  }
}
