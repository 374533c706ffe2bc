import { createStore, type StoreApi } from 'zustand/vanilla';
import type { HistoryItem } from '../../preload/contract/api.ts';
import type { Client } from '../api.ts';

/** Which pictures are looked for. */
export interface GalleryFilter {
  /** Every word must occur in the prompt, a caption, the seed, the method or the model. */
  readonly search: string;
  readonly starred: boolean;
}

export interface GalleryState {
  /** The latest pictures, newest first. */
  readonly items: readonly HistoryItem[];
  readonly filter: GalleryFilter;
  /** What the filter leaves, of more than the latest; null without one. */
  readonly found: readonly HistoryItem[] | null;
}

export interface Gallery {
  readonly store: StoreApi<GalleryState>;
  readonly refresh: () => Promise<void>;
  readonly find: (filter: GalleryFilter) => Promise<void>;
  readonly star: (item: HistoryItem) => Promise<void>;
  /** Deleting can be undone with `restore`. */
  readonly remove: (id: string) => Promise<void>;
  readonly restore: (id: string) => Promise<void>;
}

const noFilter: GalleryFilter = { search: '', starred: false };
const mostFound = 500;

const newestFirst = (items: readonly HistoryItem[]): HistoryItem[] =>
  [...items].sort((a, b) => b.createdAt - a.createdAt);

/** The pictures made so far. */
export function createGallery(client: Client): Gallery {
  const store = createStore<GalleryState>(() => ({ items: [], filter: noFilter, found: null }));
  const find = async (filter: GalleryFilter): Promise<void> => {
    store.setState({ filter });
    if (filter.search.trim() === '' && !filter.starred) {
      store.setState({ found: null });
      return;
    }
    const items = await client.call('history.list', { search: filter.search, limit: mostFound });
    // A later filter counts for more, and may have been answered before.
    if (store.getState().filter !== filter) return;
    store.setState({ found: newestFirst(items).filter((item) => item.starred || !filter.starred) });
  };
  const refresh = async (): Promise<void> => {
    const items = await client.call('history.list', {});
    store.setState({ items: newestFirst(items) });
    await find(store.getState().filter);
  };
  client.subscribe((event) => {
    // A list that can not be had now comes with the next change or when the connection is back.
    if (event.type === 'history.changed') refresh().catch(() => undefined);
  });
  return {
    store,
    refresh,
    find,
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
