import { createStore, type StoreApi } from 'zustand/vanilla';
import type { HistoryItem } from '../../preload/contract/api.ts';
import type { Client } from '../api.ts';

export interface Gallery {
  /** Newest first. */
  readonly store: StoreApi<{ readonly items: readonly HistoryItem[] }>;
  readonly refresh: () => Promise<void>;
  readonly star: (item: HistoryItem) => Promise<void>;
  /** Deleting can be undone with `restore`. */
  readonly remove: (id: string) => Promise<void>;
  readonly restore: (id: string) => Promise<void>;
}

/** The pictures made so far. */
export function createGallery(client: Client): Gallery {
  const store = createStore<{ readonly items: readonly HistoryItem[] }>(() => ({ items: [] }));
  const refresh = async (): Promise<void> => {
    const items = await client.call('history.list', {});
    store.setState({ items: [...items].sort((a, b) => b.createdAt - a.createdAt) });
  };
  client.subscribe((event) => {
    // A list that can not be had now comes with the next change or when the connection is back.
    if (event.type === 'history.changed') refresh().catch(() => undefined);
  });
  return {
    store,
    refresh,
    star: async (item) => {
      await client.call('history.star', { id: item.id, starred: !item.starred });
      await refresh();
    },
    remove: async (id) => {
      await client.call('history.delete', { id });
      await refresh();
    },
    restore: async (id) => {
      await client.call('history.restore', { id });
      await refresh();
    },
  };
}
