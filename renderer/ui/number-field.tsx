import { useState, type KeyboardEvent } from 'react';

interface Props {
  readonly label: string;
  readonly value: number | null;
  readonly onChange: (value: number | null) => void;
  readonly minimum?: number | undefined;
  readonly maximum?: number | undefined;
  /** What an arrow key adds; Shift makes it ten times as much. */
  readonly step?: number | undefined;
  readonly integer?: boolean | undefined;
  /** Shown when empty; without it an empty field is no value and the old one stays. */
  readonly placeholder?: string | undefined;
  readonly prefix?: string | undefined;
}

/** A number that is taken over on Enter, on leaving, or with each arrow key. Values out of range are moved into it. */
export function NumberField({
  label,
  value,
  onChange,
  minimum,
  maximum,
  step = 1,
  integer,
  placeholder,
  prefix,
}: Props) {
  const [typed, setTyped] = useState<string | null>(null);
  const shown = typed ?? (value === null ? '' : String(value));

  const take = (next: number): void => {
    const bounded = Math.min(Math.max(next, minimum ?? -Infinity), maximum ?? Infinity);
    onChange(integer === true ? Math.round(bounded) : Number(bounded.toFixed(4)));
  };
  const commit = (): void => {
    if (typed === null) return;
    const text = typed.trim().replace(',', '.');
    if (text === '' && placeholder !== undefined) onChange(null);
    else if (text !== '' && Number.isFinite(Number(text))) take(Number(text));
    setTyped(null);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Enter') commit();
    if (event.key === 'Escape') setTyped(null);
    if (event.key !== 'ArrowUp' && event.key !== 'ArrowDown') return;
    event.preventDefault();
    const by = (event.key === 'ArrowUp' ? step : -step) * (event.shiftKey ? 10 : 1);
    setTyped(null);
    take((Number(shown) || 0) + by);
  };

  return (
    <label className="number-field">
      {prefix !== undefined && (
        <span className="number-prefix" aria-hidden>
          {prefix}
        </span>
      )}
      <input
        aria-label={label}
        title={label}
        inputMode="decimal"
        value={shown}
        placeholder={placeholder}
        onChange={(event) => {
          setTyped(event.target.value);
        }}
        onBlur={commit}
        onKeyDown={onKeyDown}
      />
    </label>
  );
}
