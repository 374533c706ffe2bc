import { createStore, type StoreApi } from 'zustand/vanilla';
import type { ApiOutput } from '../../preload/contract/api.ts';
import type { Download } from '../../preload/contract/models.ts';
import type { Client } from '../api.ts';

export type HubState = ApiOutput<'hub.get'> | null;

export interface HubView {
  /** Null until it was asked for. */
  readonly store: StoreApi<{ readonly hub: HubState }>;
  readonly refresh: () => Promise<void>;
  readonly download: (repo: string, revision: string) => Promise<void>;
  readonly pause: (repo: string) => Promise<void>;
  readonly discard: (repo: string) => Promise<void>;
  readonly setToken: (token: string | null, remember: boolean) => Promise<void>;
}

/** Checkpoints that can be downloaded, and the downloads under way; those go on when their dialog is closed. */
export function createHub(client: Client, onDone: (repo: string) => void): HubView {
  const store = createStore<{ readonly hub: HubState }>(() => ({ hub: null }));
  const refresh = async (): Promise<void> => {
    store.setState({ hub: await client.call('hub.get', {}) });
  };
  const put = (download: Download): void => {
    const { hub } = store.getState();
    if (hub === null) return;
    const others = hub.downloads.filter(({ repo }) => repo !== download.repo);
    store.setState({ hub: { ...hub, downloads: [...others, download] } });
  };
  client.subscribe((event) => {
    if (event.type === 'download.changed') {
      put(event.download);
      if (event.download.state === 'done') onDone(event.download.repo);
    }
    // A list that can not be had now comes when the dialog is opened again.
    if (event.type === 'models.changed' && store.getState().hub !== null) refresh().catch(() => undefined);
  });
  return {
    store,
    refresh,
    download: async (repo, revision) => {
      put(await client.call('hub.download', { repo, revision }));
    },
    pause: async (repo) => {
      await client.call('hub.pause', { repo });
      await refresh();
    },
    discard: async (repo) => {
      await client.call('hub.discard', { repo });
      await refresh();
    },
    setToken: async (token, remember) => {
      await client.call('hub.setToken', { token, remember });
      await refresh();
    },
  };
}
