import { createStore, type StoreApi } from 'zustand/vanilla';
import type { TextFile } from '../files/text-file.ts';

/** What a file is taken for that is neither: the error then says what it should have been. */
export type Expected = 'layout' | 'answers';

export type OpenDialog =
  | {
      readonly kind:
        | 'shortcuts'
        | 'answer'
        | 'candidates'
        | 'export'
        | 'writer'
        | 'key'
        | 'templates'
        | 'compare'
        | 'models'
        | 'commands'
        | 'queue';
    }
  | { readonly kind: 'paste'; readonly text: string }
  | { readonly kind: 'answers'; readonly search: string }
  | { readonly kind: 'import'; readonly file: TextFile; readonly expected: Expected };

export interface Dialogs {
  readonly store: StoreApi<{ readonly open: OpenDialog | null }>;
  readonly open: (dialog: OpenDialog) => void;
  readonly close: () => void;
}

/** Which dialog is open: one at a time. */
export function createDialogs(): Dialogs {
  const store = createStore<{ readonly open: OpenDialog | null }>(() => ({ open: null }));
  return {
    store,
    open: (dialog) => {
      store.setState({ open: dialog });
    },
    close: () => {
      store.setState({ open: null });
    },
  };
}
