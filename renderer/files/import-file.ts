import { AppError } from '../../preload/contract/errors.ts';
import type { Expected } from '../app/dialogs.ts';
import type { Studio } from '../app/studio.ts';
import { strings } from '../strings.ts';
import { pickFile, readTextFile } from './text-file.ts';

/** What a file picker offers: layouts and stored answers are text; pictures made by the studio know their layout. */
const accepted = '.json,.txt,.lmd,.png,application/json,text/plain,image/png';

/**
 * Reads a file and shows what is in it, before anything is changed; a picture brings back its layout and settings at once, as one of the
 * history does.
 * @throws AppError
 */
export async function importFile(studio: Studio, file: File, expected: Expected = 'layout'): Promise<void> {
  if (await isPng(file)) await reopenPicture(studio, file);
  else studio.dialogs.open({ kind: 'import', file: await readTextFile(file), expected });
}

const pngSignature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

async function isPng(file: File): Promise<boolean> {
  const start = new Uint8Array(await file.slice(0, pngSignature.length).arrayBuffer());
  return pngSignature.every((byte, i) => start[i] === byte);
}

/** The studio writes its record before the pixels. */
const recordBytes = 2_000_000;

async function reopenPicture({ client, reopen, toasts }: Studio, file: File): Promise<void> {
  const png = await base64(file.slice(0, recordBytes));
  const { item, kept } = await client.call('history.read', { png }).catch((error: unknown) => {
    const failure = AppError.from(error);
    throw failure.code === 'layout_unreadable'
      ? new AppError(failure.code, strings.files.noRecord(file.name), { cause: failure })
      : failure;
  });
  reopen(item, { kept });
  toasts.show(strings.files.reopened(file.name));
}

/** By way of a `data:` address, which browsers write fastest. */
function base64(blob: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => {
      resolve((reader.result as string).replace(/^.*,/, '')); // of readAsDataURL it is a string
    };
    reader.onerror = () => {
      reject(AppError.from(reader.error));
    };
    reader.readAsDataURL(blob);
  });
}

/** The same for a file that the user picks. @throws AppError */
export async function importPicked(studio: Studio, expected: Expected = 'layout'): Promise<void> {
  const file = await pickFile(accepted);
  if (file !== null) await importFile(studio, file, expected);
}
