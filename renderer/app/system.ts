import { createStore, type StoreApi } from 'zustand/vanilla';
import type { ModelInfo, Status } from '../../preload/contract/api.ts';
import type { LlmStatus } from '../../preload/contract/stage1.ts';
import type { MethodInfo } from '../../preload/contract/engine.ts';
import { AppError, type ErrorData } from '../../preload/contract/errors.ts';
import type { Client } from '../api.ts';

export interface SystemState {
  readonly connected: boolean;
  readonly status: Status | null;
  readonly methods: readonly MethodInfo[];
  readonly models: readonly ModelInfo[];
  /** Why methods or models could not be listed. */
  readonly error: ErrorData | null;
}

export interface System {
  readonly store: StoreApi<SystemState>;
  readonly refresh: () => Promise<void>;
  /** Takes over how the language models stand, as a call has just told. */
  readonly updateLlm: (llm: LlmStatus) => void;
}

/** What is there to work with: language model, engine, methods, checkpoints. */
export function createSystem(client: Client): System {
  const store = createStore<SystemState>(() => ({
    connected: true,
    status: null,
    methods: [],
    models: [],
    error: null,
  }));
  client.subscribe((event) => {
    if (event.type === 'status.changed') store.setState({ status: event.status });
    // A list that can not be had now comes when the connection is back.
    if (event.type === 'models.changed') listModels().catch(() => undefined);
  });
  const listModels = async (): Promise<void> => {
    store.setState({ models: await client.call('models.list', {}) });
  };
  const refresh = async (): Promise<void> => {
    // Each answer shows as soon as it is there: the language model may take longer to look for than the rest.
    const parts = [
      client.call('status.get', {}).then((status) => {
        store.setState({ status });
      }),
      client.call('methods.list', {}).then((methods) => {
        store.setState({ methods });
      }),
      listModels(),
    ];
    try {
      await Promise.all(parts);
      store.setState({ error: null });
    } catch (error) {
      store.setState({ error: AppError.from(error).toData() });
    }
  };
  return {
    store,
    refresh,
    updateLlm: (llm) => {
      store.setState(({ status }) => ({ status: status === null ? null : { ...status, llm } }));
    },
  };
}
