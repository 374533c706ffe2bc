import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Generation } from '../generate/generation.ts';

export interface BeforeAfterState {
  /** Picture that is laid over the one on the canvas, from the left; null when nothing is compared. */
  readonly before: string | null;
  /** How much of the width it covers, 0 to 1. */
  readonly share: number;
}

export interface BeforeAfter {
  readonly store: StoreApi<BeforeAfterState>;
  /** Lays a picture over the one on the canvas. */
  readonly lay: (imageId: string) => void;
  readonly slide: (share: number) => void;
  readonly close: () => void;
}

/** Two pictures on the canvas, one behind a curtain. */
export function createBeforeAfter(generation: Generation): BeforeAfter {
  const store = createStore<BeforeAfterState>(() => ({ before: null, share: 0.5 }));
  const close = (): void => {
    store.setState({ before: null });
  };
  generation.store.subscribe(({ shown }) => {
    if (shown === null || shown === store.getState().before) close();
  });
  return {
    store,
    lay: (before) => {
      if (before !== generation.store.getState().shown) store.setState({ before, share: 0.5 });
    },
    slide: (share) => {
      store.setState({ share });
    },
    close,
  };
}
