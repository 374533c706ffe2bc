import { AppError } from '../../../preload/contract/errors.ts';
import { firstOf, isKey, typedKeys } from '../../layout/providers/key-store.ts';
import type { FoundKey, KeyPlace, KeyStore } from '../../layout/providers/key-store.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** The token that is sent to the hub. */
export interface HubToken {
  read(): Promise<FoundKey | null>;
  /** Null forgets it; one in the environment stays. @throws AppError bad_request, keychain_unavailable, disk */
  set(token: string | null, remember: boolean): Promise<void>;
}

/** @param url the hub's address: a token for one hub is not sent to another one */
export function hubToken(url: string, env: Environment, keychain: KeyPlace | null): HubToken {
  const typed = typedKeys();
  const tokens = firstOf(typed, ...(keychain === null ? [] : [orNone(keychain)]), environmentToken(env));
  return {
    read: () => tokens.read(url),
    async set(given, remember) {
      const token = given?.trim() ?? null;
      if (token !== null && !isKey(token)) throw noToken();
      if (token === null) {
        await keychain?.forget(url);
        return typed.forget(url);
      }
      if (!remember) return typed.write(url, token);
      if (keychain === null) throw notKept();
      await keychain.write(url, token).catch((error: unknown) => {
        throw AppError.from(error).code === 'keychain_unavailable' ? notKept(error) : error;
      });
      return typed.forget(url);
    },
  };
}

/** What can not be a header is no token: fetch would repeat it in its error. */
const environmentToken = (env: Environment): KeyStore => ({
  read: () => {
    const key = (env['HF_TOKEN']?.trim() || env['HUGGING_FACE_HUB_TOKEN']?.trim()) ?? '';
    return Promise.resolve(isKey(key) ? { key, from: 'environment' } : null);
  },
});

/** Most checkpoints need no token: a keychain that can not be read must not keep them away. Where one is needed, the hub says so. */
const orNone = (keychain: KeyPlace): KeyStore => ({
  read: (server) =>
    keychain.read(server).catch((error: unknown) => {
      if (AppError.from(error).code === 'keychain_unavailable') return null;
      throw error;
    }),
});

const noToken = (): AppError =>
  new AppError(
    'bad_request',
    'This can not be a token: it holds blanks or characters that no token has. Nothing was changed. Copy it again from the settings of your account at the hub.',
  );

const notKept = (cause?: unknown): AppError =>
  new AppError(
    'keychain_unavailable',
    'The token was not stored: this system offers no keychain to encrypt it with. Use it until the studio is closed instead, or set it as HF_TOKEN.',
    { cause },
  );
