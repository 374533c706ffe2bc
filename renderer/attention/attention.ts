import { createStore, type StoreApi } from 'zustand/vanilla';
import type { ApiOutput } from '../../preload/contract/api.ts';
import { AppError } from '../../preload/contract/errors.ts';
import type { Client } from '../api.ts';
import { activeJob, type Generation } from '../generate/generation.ts';

/** How strongly each cell of a picture attends to the words of one box: 0 to 255, row by row. */
export interface HeatMap {
  readonly width: number;
  readonly height: number;
  readonly cells: Uint8Array;
}

export interface AttentionState {
  /** Whether the user wants to see it. */
  readonly wanted: boolean;
  readonly loading: boolean;
  /** Picture that the maps are of; null without one. */
  readonly picture: string | null;
  /** Of each box of that picture's layout, in order; null for one that was not drawn. */
  readonly maps: readonly (HeatMap | null)[];
}

export interface Attention {
  readonly store: StoreApi<AttentionState>;
  readonly toggle: () => void;
}

const none = { picture: null, maps: [] } as const;

/** Where the model looks for each box's words, asked of the engine for the picture on the canvas as long as it is wanted. */
export function createAttention(client: Client, generation: Generation, onError: (message: string) => void): Attention {
  const store = createStore<AttentionState>(() => ({ wanted: false, loading: false, ...none }));
  const look = async (): Promise<void> => {
    const { shown } = generation.store.getState();
    const { wanted, picture, loading } = store.getState();
    if (!wanted || shown === picture || loading || activeJob(generation.store.getState()) !== undefined) return;
    if (shown === null) {
      store.setState(none);
      return;
    }
    store.setState({ loading: true, ...none });
    try {
      const answer = await client.call('history.attention', { id: shown });
      // Another picture, or none, may be wanted by now.
      if (generation.store.getState().shown === shown) store.setState({ picture: shown, maps: heatMaps(answer) });
    } catch (error) {
      const { code, message } = AppError.from(error);
      // A picture that is drawn meanwhile goes first; afterwards it is looked again.
      if (code !== 'cancelled' && code !== 'engine_busy') {
        store.setState({ wanted: false });
        onError(message);
      }
    } finally {
      store.setState({ loading: false });
    }
    if (generation.store.getState().shown !== shown) await look();
  };
  generation.store.subscribe((state, previous) => {
    if (state.shown !== previous.shown || state.jobs !== previous.jobs) void look();
  });
  return {
    store,
    toggle: () => {
      store.setState((state) => ({ wanted: !state.wanted }));
      void look();
    },
  };
}

const heatMaps = ({ width, height, boxes }: ApiOutput<'history.attention'>): (HeatMap | null)[] =>
  boxes.map((cells) =>
    cells === null ? null : { width, height, cells: Uint8Array.from(atob(cells), (letter) => letter.charCodeAt(0)) },
  );
