import { X } from 'lucide-react';
import { useEffect, useId, useRef, type ReactNode } from 'react';
import { strings } from '../strings.ts';
import { IconButton } from './icon-button.tsx';

interface Props {
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
  readonly size?: 'small' | 'medium' | 'wide' | 'large';
}

/** A modal dialog: keeps the focus inside, closes on Escape and on a click beside it. */
export function Dialog({ title, onClose, children, size = 'small' }: Props) {
  const ref = useRef<HTMLDialogElement>(null);
  const heading = useId();
  useEffect(() => {
    const before = document.activeElement;
    ref.current?.showModal();
    ref.current?.querySelector<HTMLElement>('[data-autofocus]')?.focus();
    return () => {
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);
  return (
    <dialog
      ref={ref}
      className={`dialog ${size}`}
      aria-labelledby={heading}
      onClose={onClose}
      onClick={(event) => {
        if (event.target === event.currentTarget) onClose();
      }}
    >
      <div className="dialog-body">
        <header className="dialog-header">
          <h2 id={heading}>{title}</h2>
          <IconButton icon={X} label={strings.shortcuts.close} onClick={onClose} />
        </header>
        {children}
      </div>
    </dialog>
  );
}
