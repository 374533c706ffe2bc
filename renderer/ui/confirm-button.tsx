import { useState } from 'react';

interface Props {
  readonly label: string;
  /** What the second click is asked for with. */
  readonly confirm: string;
  readonly onConfirm: () => void;
  readonly compact?: boolean;
}

/** A button for what can not be undone: the first click asks, the second does it, leaving takes it back. */
export function ConfirmButton({ label, confirm, onConfirm, compact = false }: Props) {
  const [asked, setAsked] = useState(false);
  const classes = ['button', compact ? 'compact' : '', asked ? 'danger' : ''].join(' ');
  return (
    <button
      type="button"
      className={classes}
      onBlur={() => {
        setAsked(false);
      }}
      onClick={() => {
        setAsked(!asked);
        if (asked) onConfirm();
      }}
    >
      {asked ? confirm : label}
    </button>
  );
}
