import { useEffect, useRef, useState, type ReactNode } from 'react';

interface Props {
  /** Content of the button that opens it. */
  readonly trigger: ReactNode;
  readonly label: string;
  readonly className: string;
  /** Which edges of the button it keeps to. */
  readonly align?: 'start' | 'end' | 'fill';
  readonly children: (close: () => void) => ReactNode;
}

/** A small panel below its button. Closes on Escape, on a click elsewhere, and when the focus leaves. */
export function Popover({ trigger, label, className, align = 'start', children }: Props) {
  const [open, setOpen] = useState(false);
  const ref = useRef<HTMLDivElement>(null);
  const close = (): void => {
    setOpen(false);
  };
  /** The focus goes back to the button: what had it is gone. */
  const leave = (): void => {
    close();
    ref.current?.querySelector('button')?.focus();
  };
  useEffect(() => {
    if (!open) return;
    const onPointer = (event: PointerEvent): void => {
      if (event.target instanceof Node && ref.current?.contains(event.target) === false) setOpen(false);
    };
    // On the window: what had the focus may have gone with a choice.
    const onKey = (event: KeyboardEvent): void => {
      if (event.key !== 'Escape') return;
      event.stopPropagation();
      setOpen(false);
      ref.current?.querySelector('button')?.focus();
    };
    window.addEventListener('pointerdown', onPointer, true);
    window.addEventListener('keydown', onKey, true);
    return () => {
      window.removeEventListener('pointerdown', onPointer, true);
      window.removeEventListener('keydown', onKey, true);
    };
  }, [open]);
  return (
    <div
      className="popover-anchor"
      ref={ref}
      onBlur={(event) => {
        if (event.relatedTarget instanceof Node && !event.currentTarget.contains(event.relatedTarget)) close();
      }}
    >
      <button
        type="button"
        className={className}
        aria-label={label}
        title={label}
        aria-expanded={open}
        onClick={() => {
          setOpen(!open);
        }}
      >
        {trigger}
      </button>
      {open && <div className={`popover ${align}`}>{children(leave)}</div>}
    </div>
  );
}
