import { AppError } from '../../../preload/contract/errors.ts';
import type { KeyPlace, KeyStore } from './key-store.ts';
import { environmentKeys, firstOf, isKey, typedKeys } from './key-store.ts';
import { parseOpenAiUrl } from './openai-address.ts';

export interface ServerChoiceOptions {
  /** The server that was named when the studio was started. */
  started: string | undefined;
  /** Where the window's choice is kept; null where nobody can make one. */
  kept: { read: () => string | null; write: (url: string | null) => void } | null;
  /** Where keys are kept beyond this run; null where there is no such place. */
  keychain: KeyPlace | null;
  env: Readonly<Record<string, string | undefined>>;
}

/** Which OpenAI-compatible server is asked, and its key. What the window chose goes before what the start named. */
export interface ServerChoice {
  /** Undefined: none. Nothing leaves this machine unless the user has named a server. */
  readonly url: string | undefined;
  readonly isChosen: boolean;
  readonly hasKeychain: boolean;
  readonly keys: KeyStore;
  /** An empty address forgets the choice. @throws AppError llm_unreachable, bad_request */
  choose(url: string): void;
  /** Null forgets the key. @throws AppError bad_request, keychain_unavailable, disk */
  setKey(key: string | null, remember: boolean): Promise<void>;
}

export function serverChoice({ started, kept, keychain, env }: ServerChoiceOptions): ServerChoice {
  const chosen = (): string | null => kept?.read() ?? null;
  const url = (): string | undefined => chosen() ?? started;
  const typed = typedKeys();
  const places = keychain === null ? [typed] : [typed, keychain];
  return {
    get url() {
      return url();
    },
    get isChosen() {
      return chosen() !== null;
    },
    hasKeychain: keychain !== null,
    keys: firstOf(
      ...places,
      environmentKeys(env, (server) => server === addressOf(started)),
    ),
    choose(text) {
      if (kept === null) throw noWindow();
      if (text.trim() === '') return kept.write(null);
      const address = parseOpenAiUrl(text);
      if (address.authorization !== null) throw withPassword();
      kept.write(address.url);
    },
    async setKey(given, remember) {
      const named = url();
      if (named === undefined) throw noServer();
      const server = parseOpenAiUrl(named).url;
      const key = given?.trim() ?? null;
      if (key !== null && !isKey(key)) throw noKey();
      if (key !== null && remember && keychain !== null) {
        await keychain.write(server, key);
        return typed.forget(server);
      }
      if (key !== null) return typed.write(server, key);
      for (const place of places) await place.forget(server);
    },
  };
}

/** The address that a text stands for; null for none. */
function addressOf(text: string | undefined): string | null {
  try {
    return parseOpenAiUrl(text).url;
  } catch (error) {
    if (AppError.from(error).code === 'llm_unreachable') return null;
    throw error;
  }
}

const noWindow = (): AppError =>
  new AppError('bad_request', 'The server of a command is named by --openai or LMD_OPENAI_URL. Nothing was changed.');

const noServer = (): AppError =>
  new AppError('bad_request', 'There is no server yet that the key could be for. Nothing was stored: name it first.');

const withPassword = (): AppError =>
  new AppError(
    'bad_request',
    'The address holds a name or a password, which would be stored in the open. Nothing was changed: leave them out, and enter the key instead.',
  );

const noKey = (): AppError =>
  new AppError(
    'bad_request',
    'That is no key: it is empty, or holds blanks or other characters that no key has. The key of before is kept.',
  );
