import type { Expected } from '../app/dialogs.ts';
import type { Studio } from '../app/studio.ts';
import { pickFile, readTextFile } from './text-file.ts';

/** What a file picker offers: layouts and stored answers are both text. */
const accepted = '.json,.txt,.lmd,application/json,text/plain';

/** Reads a file and shows what is in it, before anything is changed. @throws AppError */
export async function importFile({ dialogs }: Studio, file: File, expected: Expected = 'layout'): Promise<void> {
  dialogs.open({ kind: 'import', file: await readTextFile(file), expected });
}

/** The same for a file that the user picks. @throws AppError */
export async function importPicked(studio: Studio, expected: Expected = 'layout'): Promise<void> {
  const file = await pickFile(accepted);
  if (file !== null) await importFile(studio, file, expected);
}
