import { X } from 'lucide-react';
import { useStore } from 'zustand';
import { useStudio } from '../app/studio.ts';
import { strings } from '../strings.ts';
import { IconButton } from './icon-button.tsx';

/** Notes over the canvas, newest at the bottom. */
export function ToastList() {
  const { toasts } = useStudio();
  const items = useStore(toasts.store, (state) => state.items);
  return (
    <div className="toasts" role="status">
      {items.map((toast) => (
        <div key={toast.id} className={`toast ${toast.tone}`}>
          <span>{toast.text}</span>
          {toast.action !== undefined && (
            <button
              type="button"
              className="link"
              onClick={() => {
                toast.action?.run();
                toasts.dismiss(toast.id);
              }}
            >
              {toast.action.label}
            </button>
          )}
          <IconButton
            icon={X}
            label={strings.errors.dismiss}
            small
            onClick={() => {
              toasts.dismiss(toast.id);
            }}
          />
        </div>
      ))}
    </div>
  );
}
