import { useState } from 'react';

interface Props {
  readonly label: string;
  readonly placeholder: string;
  /** What the button says. */
  readonly action: string;
  /** Gets what was typed, without blanks around it. */
  readonly onSubmit: (value: string, clear: () => void) => void;
  readonly onEdit?: () => void;
}

/** One line to type into, and a button for what is done with it. */
export function InlineForm({ label, placeholder, action, onSubmit, onEdit }: Props) {
  const [value, setValue] = useState('');
  const clear = (): void => {
    setValue('');
  };
  return (
    <form
      className="inline-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (value.trim() !== '') onSubmit(value.trim(), clear);
      }}
    >
      <input
        className="field"
        aria-label={label}
        placeholder={placeholder}
        spellCheck={false}
        value={value}
        onChange={(event) => {
          setValue(event.target.value);
          onEdit?.();
        }}
      />
      <button type="submit" className="button compact" disabled={value.trim() === ''}>
        {action}
      </button>
    </form>
  );
}
