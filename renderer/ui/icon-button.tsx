import type { LucideIcon } from 'lucide-react';

interface Props {
  readonly icon: LucideIcon;
  /** Says what it does; also the tooltip. */
  readonly label: string;
  readonly onClick: () => void;
  readonly pressed?: boolean | undefined;
  readonly disabled?: boolean | undefined;
  readonly small?: boolean | undefined;
  readonly danger?: boolean | undefined;
  readonly hint?: string | undefined;
  /** Says more than the label. */
  readonly tooltip?: string | undefined;
}

/** A button that shows only an icon. */
export function IconButton({ icon: Icon, label, onClick, pressed, disabled, small, danger, hint, tooltip }: Props) {
  const classes = ['icon-button', small === true ? 'small' : '', danger === true ? 'danger' : ''].join(' ');
  return (
    <button
      type="button"
      className={classes}
      aria-label={label}
      aria-pressed={pressed}
      title={tooltip ?? (hint === undefined ? label : `${label} (${hint})`)}
      disabled={disabled}
      onClick={onClick}
    >
      <Icon size={small === true ? 14 : 16} strokeWidth={1.75} aria-hidden />
    </button>
  );
}
