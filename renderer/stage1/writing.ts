import { createStore, type StoreApi } from 'zustand/vanilla';
import { AppError, type ErrorData } from '../../preload/contract/errors.ts';
import type { Candidate } from '../../preload/contract/lint.ts';
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
  /** Several layouts for one sentence, the best first; null when only one was asked for. */
  readonly candidates: readonly Candidate[] | null;
  readonly error: ErrorData | null;
}

export interface Writing {
  readonly store: StoreApi<WritingState>;
  /** Writes a layout for the document's prompt. `fresh` asks anew even if an answer is stored. */
  readonly write: (options?: { fresh?: boolean }) => Promise<void>;
  /** Writes several layouts for the document's prompt, to choose from; the canvas stays as it is. */
  readonly writeSeveral: (count: number) => Promise<void>;
  /** Asks again for what has failed last. */
  readonly retry: () => Promise<void>;
  /** Puts one of several layouts on the canvas; the others stay to choose from. */
  readonly choose: (candidate: Candidate) => void;
  /** Puts the layout of a stored answer on the canvas. */
  readonly take: (result: LayoutResult) => void;
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
  const store = createStore<WritingState>(() => ({ ...rest, result: null, candidates: null, error: null }));
  let last: () => Promise<void> = () => Promise.resolve();

  client.subscribe((event) => {
    if (event.type !== 'layout.event' || event.ticket !== store.getState().ticket) return;
    if (event.event.kind === 'status') store.setState({ status: event.event.text });
    else {
      const piece = event.event.text;
      store.setState((state) => ({ text: (state.text + piece).trimStart() }));
    }
  });

  const adopt = (result: LayoutResult, candidates: WritingState['candidates'] = null): void => {
    document.edit(() => adoptLayout(result.layout), { select: [] });
    store.setState({ ...rest, result, candidates, error: null });
  };

  /** Runs one request; what it gives is dropped if another one has begun. A failure keeps canvas and sentence. */
  const run = async <T>(send: (ticket: string) => Promise<T>, done: (answer: T) => void): Promise<void> => {
    const ticket = newTicket();
    last = () => run(send, done);
    store.setState({ ...rest, ticket, error: null });
    try {
      const answer = await send(ticket);
      if (store.getState().ticket === ticket) done(answer);
    } catch (error) {
      if (store.getState().ticket !== ticket) return;
      const data = AppError.from(error).toData();
      store.setState({ ...rest, error: data.code === 'cancelled' ? null : data });
    }
  };

  const request = () => {
    const { prompt, canvas } = document.store.getState().layout;
    return { prompt, canvas, ...settings.getState().writer } as const;
  };

  return {
    store,
    write: ({ fresh = false } = {}) =>
      run(
        (ticket) => client.call('layout.write', { ticket, request: { ...request(), cache: fresh ? 'bypass' : 'use' } }),
        (result) => {
          adopt(result);
        },
      ),
    writeSeveral: (count) =>
      run(
        (ticket) =>
          client.call('layout.candidates', { ticket, request: request(), count, model: settings.getState().model }),
        ({ candidates }) => {
          store.setState({ ...rest, candidates, error: null });
        },
      ),
    retry: () => last(),
    choose: ({ result }) => {
      adopt(result, store.getState().candidates);
    },
    take: (result) => {
      adopt(result);
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
      store.setState({ error: null, result: null, candidates: null });
    },
  };
}
