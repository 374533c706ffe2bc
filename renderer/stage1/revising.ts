import { createStore, type StoreApi } from 'zustand/vanilla';
import { AppError, type ErrorData } from '../../preload/contract/errors.ts';
import type { Change, Revision } from '../../preload/contract/revise.ts';
import type { Client } from '../api.ts';
import type { Settings } from '../app/settings.ts';
import type { StudioDocument } from '../editor/document.ts';
import { adoptLayout } from '../editor/operations.ts';

export interface RevisingState {
  /** What is to be different, as far as it is typed. */
  readonly sentence: string;
  /** The request under way; null when nothing is being asked. */
  readonly ticket: string | null;
  /** What came of it, for review. */
  readonly revision: Revision | null;
  /** Changes that the user does not want, by their place among the revision's. */
  readonly rejected: readonly number[];
  readonly error: ErrorData | null;
}

export interface Revising {
  readonly store: StoreApi<RevisingState>;
  readonly type: (sentence: string) => void;
  /** Asks what the sentence changes in the layout. */
  readonly ask: () => Promise<void>;
  /** Rejects a change, or accepts it again. */
  readonly toggle: (index: number) => void;
  /** Makes the accepted changes, as one step of the history. */
  readonly apply: () => Promise<void>;
  /** Forgets what came of the sentence, and stops what is under way. */
  readonly dismiss: () => void;
}

const rest = { ticket: null, revision: null, rejected: [], error: null } as const;

export const acceptedChanges = ({ revision, rejected }: RevisingState): Change[] =>
  (revision?.changes ?? []).filter((_, index) => !rejected.includes(index));

/** Follow-up sentences as the window sees them: one request at a time, its changes reviewed before they are made. */
export function createRevising(
  client: Client,
  document: StudioDocument,
  settings: Settings,
  newTicket: () => string,
): Revising {
  const store = createStore<RevisingState>(() => ({ ...rest, sentence: '' }));

  const apply = async (): Promise<void> => {
    const { layout } = document.store.getState();
    const changes = acceptedChanges(store.getState());
    const applied = await client.call('layout.apply', { layout, changes });
    // What was edited in the meantime stays.
    if (document.store.getState().layout !== layout) return apply();
    const before = new Map(layout.boxes.map((box) => [box.id, JSON.stringify(box)]));
    const next = adoptLayout(applied.layout);
    const touched = next.boxes.filter((box) => before.get(box.id) !== JSON.stringify(box));
    document.edit(() => next, { select: touched.map((box) => box.id) });
    store.setState({ ...rest, sentence: '' });
  };

  return {
    store,
    type: (sentence) => {
      store.setState({ sentence });
    },
    ask: async () => {
      const { layout } = document.store.getState();
      const { sentence } = store.getState();
      const ticket = newTicket();
      store.setState({ ...rest, ticket });
      try {
        const revision = await client.call('layout.revise', {
          ticket,
          layout,
          sentence,
          ...settings.getState().writer,
        });
        if (store.getState().ticket === ticket) store.setState({ ...rest, revision });
      } catch (error) {
        if (store.getState().ticket === ticket) store.setState({ ...rest, error: AppError.from(error).toData() });
      }
    },
    toggle: (index) => {
      store.setState(({ rejected }) => ({
        rejected: rejected.includes(index) ? rejected.filter((other) => other !== index) : [...rejected, index],
      }));
    },
    apply,
    dismiss: () => {
      const { ticket } = store.getState();
      store.setState(rest);
      // Whether it stops in time or not: its answer is not waited for any more.
      if (ticket !== null) client.call('layout.cancel', { ticket }).catch(() => undefined);
    },
  };
}
