import { createStore, type StoreApi } from 'zustand/vanilla';
import type { ImageRequest, Job } from '../../preload/contract/api.ts';
import { AppError, type ErrorData } from '../../preload/contract/errors.ts';
import type { Layout } from '../../preload/contract/layout.ts';
import type { Client } from '../api.ts';
import type { SettingsState } from '../app/settings.ts';
import { advance, type Progress } from './progress.ts';

export interface GenerationState {
  /** In the order in which they are drawn. */
  readonly jobs: readonly Job[];
  readonly progress: Readonly<Record<string, Progress>>;
  /** Picture under the boxes: an image of the history. */
  readonly shown: string | null;
  readonly error: ErrorData | null;
  /** Jobs that were asked to stop and have not yet. */
  readonly stopping: readonly string[];
}

export interface Generation {
  readonly store: StoreApi<GenerationState>;
  /** Queues a picture. Returns its job, or null where the request was refused; the error is then in the state. */
  readonly generate: (request: ImageRequest) => Promise<string | null>;
  readonly cancel: (id: string, hard: boolean) => Promise<void>;
  /** Has a waiting job drawn before another one, or after all others with null. */
  readonly move: (id: string, before: string | null) => Promise<void>;
  /** Takes all jobs out of the queue that have not begun. */
  readonly emptyQueue: () => Promise<void>;
  readonly show: (imageId: string | null) => void;
  readonly dismissError: () => void;
  readonly refresh: () => Promise<void>;
}

export const isActive = ({ state }: Pick<Job, 'state'>): boolean => state === 'queued' || state === 'running';

export const activeJob = (state: Pick<GenerationState, 'jobs'>): Job | undefined =>
  state.jobs.find((job) => job.state === 'running') ?? state.jobs.find((job) => job.state === 'queued');

export const queuedJobs = (state: Pick<GenerationState, 'jobs'>): Job[] =>
  state.jobs.filter((job) => job.state === 'queued' && job !== activeJob(state));

/** The request for a layout with the current settings. */
export function imageRequest(layout: Layout, settings: SettingsState, seed: number): ImageRequest {
  return {
    layout,
    model: settings.model,
    refiner: settings.refiner === null ? null : { model: settings.refiner },
    method: settings.method,
    options: settings.options[settings.method] ?? {},
    seed,
    steps: settings.steps,
    cfgScale: settings.cfgScale,
    sampler: settings.sampler,
  };
}

/** Stage 2 as the window sees it: the jobs, how far they are, and the picture to show. */
export function createGeneration(client: Client, shown: string | null, onCancelled: () => void): Generation {
  const store = createStore<GenerationState>(() => ({
    jobs: [],
    progress: {},
    shown,
    error: null,
    stopping: [],
  }));

  const put = (job: Job): void => {
    const known = store.getState().jobs.find((other) => other.id === job.id);
    store.setState((state) => ({
      jobs: known === undefined ? [...state.jobs, job] : state.jobs.map((other) => (other.id === job.id ? job : other)),
    }));
    const asked = store.getState().stopping.includes(job.id);
    if (isActive(job) || known?.state === job.state) return;
    store.setState((state) => {
      const { [job.id]: _, ...progress } = state.progress;
      return { progress, stopping: state.stopping.filter((id) => id !== job.id) };
    });
    if (job.state === 'done') store.setState({ shown: job.imageId });
    if (job.state === 'failed') store.setState({ error: job.error });
    // One that only waited leaves the queue without a word.
    if (job.state === 'cancelled' && asked) onCancelled();
  };

  client.subscribe((event) => {
    if (event.type === 'job.changed') put(event.job);
    // A list that can not be had now comes when the connection is back.
    if (event.type === 'queue.changed') refresh().catch(() => undefined);
    if (event.type === 'job.progress') {
      store.setState((state) => ({
        progress: { ...state.progress, [event.id]: advance(state.progress[event.id], event) },
      }));
    }
  });

  const refresh = async (): Promise<void> => {
    store.setState({ jobs: await client.call('jobs.list', {}) });
  };

  return {
    store,
    generate: async (request) => {
      store.setState({ error: null });
      try {
        const job = await client.call('jobs.submit', request);
        // Its first events may be here before the answer, and know more.
        if (!store.getState().jobs.some((other) => other.id === job.id)) put(job);
        return job.id;
      } catch (error) {
        store.setState({ error: AppError.from(error).toData() });
        return null;
      }
    },
    cancel: async (id, hard) => {
      store.setState((state) => ({ stopping: [...state.stopping.filter((other) => other !== id), id] }));
      try {
        await client.call('jobs.cancel', { id, hard });
      } catch (error) {
        store.setState((state) => ({
          stopping: state.stopping.filter((other) => other !== id),
          error: AppError.from(error).toData(),
        }));
      }
    },
    move: async (id, before) => {
      await client.call('jobs.move', { id, before });
    },
    emptyQueue: async () => {
      const waiting = queuedJobs(store.getState());
      await Promise.all(waiting.map(({ id }) => client.call('jobs.cancel', { id })));
    },
    show: (shown) => {
      store.setState({ shown });
    },
    dismissError: () => {
      store.setState({ error: null });
    },
    refresh,
  };
}
