import { createStore, type StoreApi } from 'zustand/vanilla';
import { AppError, type ErrorData } from '../../preload/contract/errors.ts';
import type { Client } from '../api.ts';

export interface PullingState {
  /** The download under way; null when there is none. */
  readonly ticket: string | null;
  readonly model: string;
  /** How far it is, in words. */
  readonly text: string;
  /** Share of the present part, 0 to 1; null where that is not known. */
  readonly share: number | null;
  readonly error: ErrorData | null;
}

export interface Pulling {
  readonly store: StoreApi<PullingState>;
  /** Downloads a model into Ollama; goes on when its dialog is closed. */
  readonly pull: (model: string) => Promise<void>;
  readonly cancel: () => Promise<void>;
}

const rest = { ticket: null, text: '', share: null } as const;

/** Downloads of language models as the window sees them: one at a time. */
export function createPulling(client: Client, newTicket: () => string, onDone: (model: string) => void): Pulling {
  const store = createStore<PullingState>(() => ({ ...rest, model: '', error: null }));
  client.subscribe((event) => {
    if (event.type !== 'layout.event' || event.ticket !== store.getState().ticket) return;
    if (event.event.kind === 'status') store.setState({ text: event.event.text, share: event.event.share ?? null });
  });
  return {
    store,
    pull: async (model) => {
      const ticket = newTicket();
      store.setState({ ...rest, ticket, model, error: null });
      try {
        await client.call('llm.pull', { ticket, model });
        store.setState(rest);
        onDone(model);
      } catch (error) {
        const data = AppError.from(error).toData();
        store.setState({ ...rest, error: data.code === 'cancelled' ? null : data });
      }
    },
    cancel: async () => {
      const { ticket } = store.getState();
      if (ticket !== null) await client.call('layout.cancel', { ticket });
    },
  };
}
