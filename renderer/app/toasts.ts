import { createStore, type StoreApi } from 'zustand/vanilla';

export interface Toast {
  readonly id: number;
  readonly text: string;
  readonly tone: 'info' | 'error';
  readonly action?: { readonly label: string; readonly run: () => void } | undefined;
}

interface ToastOptions {
  readonly tone?: Toast['tone'];
  readonly action?: Toast['action'];
  /** Stays until it is dismissed. */
  readonly stays?: boolean;
}

export interface Toasts {
  readonly store: StoreApi<{ readonly items: readonly Toast[] }>;
  readonly show: (text: string, options?: ToastOptions) => void;
  readonly dismiss: (id: number) => void;
}

const lifetime = 6000; // milliseconds
const most = 3;

/** Short notes that go away by themselves. */
export function createToasts(): Toasts {
  const store = createStore<{ readonly items: readonly Toast[] }>(() => ({ items: [] }));
  let last = 0;
  const dismiss = (id: number): void => {
    store.setState((state) => ({ items: state.items.filter((toast) => toast.id !== id) }));
  };
  return {
    store,
    dismiss,
    show: (text, options = {}) => {
      last += 1;
      const id = last;
      const toast: Toast = { id, text, tone: options.tone ?? 'info', action: options.action };
      store.setState((state) => ({ items: [...state.items, toast].slice(-most) }));
      if (options.stays !== true) setTimeout(dismiss, lifetime, id);
    },
  };
}
