import type { ApiName } from './api.ts';
import type { ErrorData } from './errors.ts';

/** An answer between Electron's processes. Errors travel as data: a thrown one would lose its code on the way. */
export type Reply = { ok: true; value: unknown } | { ok: false; error: ErrorData };

/** What the preload script offers to the page, as `window.lmd`. */
export interface Bridge {
  call(name: ApiName, input: unknown): Promise<Reply>;
  /** Returns the function that ends the subscription. */
  subscribe(listener: (event: unknown) => void): () => void;
}

export const bridgeName = 'lmd';

/** The two ways between page and main process: calls, answered one by one, and events. */
export const channels = { call: 'lmd:call', event: 'lmd:event' } as const;
