import type { KeyOrigin } from '../../../preload/contract/stage1.ts';
import { openAiUrl } from './openai-address.ts';

export interface FoundKey {
  key: string;
  from: KeyOrigin;
}

/** Where keys of servers are kept. A key never leaves the main process but to its server. */
export interface KeyStore {
  /** The key for the server at this address, or null. @throws AppError keychain_unavailable */
  read(server: string): Promise<FoundKey | null>;
}

/** Where keys can also be put. */
export interface KeyPlace extends KeyStore {
  /** @throws AppError keychain_unavailable, disk */
  write(server: string, key: string): Promise<void>;
  /** @throws AppError disk */
  forget(server: string): Promise<void>;
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Keys in LMD_OPENAI_KEY, or in OPENAI_API_KEY as other programs have it.
 * @param isMeant tells the server that the environment is about; no other one sees its keys, except that OPENAI_API_KEY
 *   is always for OpenAI
 */
export const environmentKeys = (env: Environment, isMeant: (server: string) => boolean = () => true): KeyStore => ({
  read: (server) => {
    const own = isMeant(server) ? env['LMD_OPENAI_KEY']?.trim() : undefined;
    const common = isMeant(server) || server === openAiUrl ? env['OPENAI_API_KEY']?.trim() : undefined;
    const key = own || common;
    return Promise.resolve(key ? { key, from: 'environment' } : null);
  },
});

/** Keys that were typed, for as long as this process lives. */
export function typedKeys(): KeyPlace {
  const keys = new Map<string, string>();
  return {
    read: (server) => {
      const key = keys.get(server);
      return Promise.resolve(key === undefined ? null : { key, from: 'typed' });
    },
    write: (server, key) => {
      keys.set(server, key);
      return Promise.resolve();
    },
    forget: (server) => {
      keys.delete(server);
      return Promise.resolve();
    },
  };
}

/** Asks the stores one after the other. */
export const firstOf = (...stores: readonly KeyStore[]): KeyStore => ({
  async read(server) {
    for (const store of stores) {
      const found = await store.read(server);
      if (found !== null) return found;
    }
    return null;
  },
});

/** Whether a text can be a key: visible ASCII without blanks, as goes into a header. */
export const isKey = (text: string): boolean => /^[\x21-\x7e]+$/.test(text);
