import { createStore, type StoreApi } from 'zustand/vanilla';
import { AppError, type ErrorData } from '../../preload/contract/errors.ts';
import type { LayoutResult } from '../../preload/contract/stage1.ts';
import type { Settings } from '../app/settings.ts';
import type { Client } from '../api.ts';
import type { StudioDocument } from '../editor/document.ts';
import { adoptLayout, resizeCanvas } from '../editor/operations.ts';

export interface WritingState {
  /** The request under way; null when nothing is being written. */
  readonly ticket: string | null;
  /** What the writer says it is doing. */
  readonly status: string;
  /** The answer as far as it has come. */
  readonly text: string;
  readonly result: LayoutResult | null;
  readonly error: ErrorData | null;
}

export interface Writing {
  readonly store: StoreApi<WritingState>;
  /** Writes a layout for the document's prompt. `fresh` asks anew even if an answer is stored. */
  readonly write: (options?: { fresh?: boolean }) => Promise<void>;
  readonly stop: () => Promise<void>;
  /** Reads a pasted answer; throws an `AppError` if no layout can be read from it. */
  readonly paste: (answer: string) => Promise<void>;
  readonly dismiss: () => void;
}

const rest = { ticket: null, status: '', text: '' } as const;

/** Stage 1 as the window sees it: one request at a time, its answer streaming in, its layout put on the canvas as one undoable step. */
export function createWriting(
  client: Client,
  document: StudioDocument,
  settings: Settings,
  newTicket: () => string,
): Writing {
  const store = createStore<WritingState>(() => ({ ...rest, result: null, error: null }));

  client.subscribe((event) => {
    if (event.type !== 'layout.event' || event.ticket !== store.getState().ticket) return;
    if (event.event.kind === 'status') store.setState({ status: event.event.text });
    else {
      const piece = event.event.text;
      store.setState((state) => ({ text: state.text + piece }));
    }
  });

  const adopt = (result: LayoutResult): void => {
    document.edit(() => adoptLayout(result.layout), { select: [] });
    store.setState({ ...rest, result, error: null });
  };

  return {
    store,
    write: async ({ fresh = false } = {}) => {
      const { prompt, canvas } = document.store.getState().layout;
      const { writer } = settings.getState();
      const ticket = newTicket();
      store.setState({ ...rest, ticket, error: null });
      try {
        const request = { prompt, canvas, ...writer, cache: fresh ? 'bypass' : 'use' } as const;
        const result = await client.call('layout.write', { ticket, request });
        if (store.getState().ticket === ticket) adopt(result);
      } catch (error) {
        if (store.getState().ticket !== ticket) return;
        const data = AppError.from(error).toData();
        store.setState({ ...rest, error: data.code === 'cancelled' ? null : data });
      }
    },
    stop: async () => {
      const { ticket } = store.getState();
      if (ticket !== null) await client.call('layout.cancel', { ticket });
    },
    paste: async (answer) => {
      const { prompt, canvas } = document.store.getState().layout;
      const result = await client.call('layout.paste', { prompt, answer });
      adopt({ ...result, layout: resizeCanvas(result.layout, canvas) });
    },
    dismiss: () => {
      store.setState({ error: null, result: null });
    },
  };
}
