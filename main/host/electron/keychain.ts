import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import { AppError } from '../../../preload/contract/errors.ts';
import type { KeyPlace } from '../../layout/providers/key-store.ts';

/** Encryption by the system, bound to the user's account. */
export interface Vault {
  /** Why nothing can be encrypted, as a sentence; null where it can. */
  problem(): Promise<string | null>;
  encrypt(text: string): Promise<Buffer>;
  /** `renew`: the system wants the text encrypted anew, as after a change of its own key. */
  decrypt(data: Buffer): Promise<{ text: string; renew: boolean }>;
}

/** Server → key, encrypted, in base64. */
const fileSchema = z.object({ version: z.literal(1), keys: z.record(z.string(), z.base64()) });
type Keys = z.infer<typeof fileSchema>['keys'];

/** Keys of servers in a file of their own, each encrypted by the system's keychain. Only this user can read the file. */
export function openKeychain(file: string, vault: Vault): KeyPlace {
  const write = async (server: string, key: string): Promise<void> => {
    const problem = await vault.problem();
    if (problem !== null) throw notStored(problem);
    const encrypted = await vault.encrypt(key).catch((cause: unknown) => {
      throw notStored('The system could not encrypt it.', cause);
    });
    const keys = await readKeys(file).catch(() => ({})); // a damaged file holds nothing that could be kept
    await writeKeys(file, { ...keys, [server]: encrypted.toString('base64') });
  };
  return {
    write,
    async read(server) {
      const encrypted = (await readKeys(file))[server];
      if (encrypted === undefined) return null;
      const problem = await vault.problem();
      if (problem !== null) throw unreadable(problem);
      const { text, renew } = await vault.decrypt(Buffer.from(encrypted, 'base64')).catch((cause: unknown) => {
        throw unreadable('The system could not decrypt it.', cause);
      });
      if (renew) await write(server, text);
      return { key: text, from: 'keychain' };
    },
    async forget(server) {
      const { [server]: known, ...others } = await readKeys(file).catch((): Keys => ({ [server]: '' }));
      if (known !== undefined) await writeKeys(file, others);
    },
  };
}

async function readKeys(file: string): Promise<Keys> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw unreadable('Its file can not be opened.', error);
  }
  try {
    return fileSchema.parse(JSON.parse(text)).keys;
  } catch (error) {
    throw unreadable('Its file is damaged.', error);
  }
}

/** Whole or not at all. */
async function writeKeys(file: string, keys: Keys): Promise<void> {
  try {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(`${file}.part`, JSON.stringify({ version: 1, keys }, null, 2), { mode: 0o600 });
    await rename(`${file}.part`, file);
  } catch (cause) {
    throw new AppError('disk', `The key could not be stored: ${file} can not be written. The key of before is kept.`, {
      cause,
    });
  }
}

const notStored = (problem: string, cause?: unknown): AppError =>
  new AppError(
    'keychain_unavailable',
    `The key was not stored. ${problem} Use it until the studio is closed instead, or set it as LMD_OPENAI_KEY.`,
    { cause },
  );

const unreadable = (problem: string, cause?: unknown): AppError =>
  new AppError('keychain_unavailable', `The stored key can not be read. ${problem} Enter it again.`, { cause });
