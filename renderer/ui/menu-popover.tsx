import type { ReactNode } from 'react';
import { Popover } from './popover.tsx';

interface Props {
  readonly label: string;
  readonly className: string;
  readonly trigger: ReactNode;
  /** What each entry is called, and what it does. */
  readonly items: readonly (readonly [string, () => void])[];
}

/** A button with a short list of things to do. */
export function MenuPopover({ label, className, trigger, items }: Props) {
  return (
    <Popover className={className} label={label} align="end" trigger={trigger}>
      {(close) => (
        <div className="menu">
          {items.map(([name, run]) => (
            <button
              key={name}
              type="button"
              onClick={() => {
                close();
                run();
              }}
            >
              {name}
            </button>
          ))}
        </div>
      )}
    </Popover>
  );
}
