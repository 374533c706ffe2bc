import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Layout } from '../../preload/contract/layout.ts';
import type { SettingsState } from '../app/settings.ts';
import { imageRequest, isActive, type Generation } from '../generate/generation.ts';

/** One layout drawn by several methods from one seed. */
export interface Comparison {
  readonly layout: Layout;
  readonly seed: number;
  /** Jobs by method, in the order in which they are drawn; null for one that was refused. */
  readonly jobs: ReadonlyMap<string, string | null>;
}

export interface Comparing {
  /** The last comparison; null before the first. */
  readonly store: StoreApi<{ readonly last: Comparison | null }>;
  /** Queues one picture for each method, all else being equal. */
  readonly start: (layout: Layout, settings: SettingsState, seed: number, methods: readonly string[]) => Promise<void>;
  /** Stops what is not drawn yet; a picture that is being drawn ends with its present step. */
  readonly stop: () => Promise<void>;
}

export function createComparing(generation: Generation): Comparing {
  const store = createStore<{ readonly last: Comparison | null }>(() => ({ last: null }));
  let stopped = false;
  const stop = async (): Promise<void> => {
    stopped = true;
    const ids = [...(store.getState().last?.jobs.values() ?? [])];
    const left = generation.store.getState().jobs.filter((job) => ids.includes(job.id) && isActive(job));
    // The waiting ones first: else each would begin when the one before it ends.
    await Promise.all(left.toReversed().map(({ id }) => generation.cancel(id, false)));
  };
  return {
    store,
    start: async (layout, settings, seed, methods) => {
      stopped = false;
      let jobs: Comparison['jobs'] = new Map();
      store.setState({ last: { layout, seed, jobs } });
      for (const method of methods) {
        const job = await generation.generate(imageRequest(layout, { ...settings, method }, seed));
        jobs = new Map([...jobs, [method, job]]);
        store.setState({ last: { layout, seed, jobs } });
        if (stopped) return stop();
      }
    },
    stop,
  };
}
