import { imageUrl, type HistoryItem } from '../../preload/contract/api.ts';
import { AppError } from '../../preload/contract/errors.ts';
import { strings } from '../strings.ts';
import { fileName } from './file-name.ts';

/** Hands a picture to the user as a file, with its layout and settings inside. Returns the file's name. */
export function savePicture({ id, layout, settings }: HistoryItem): string {
  const name = `${fileName(layout.prompt, 'picture')}-${settings.seed}.png`;
  const link = document.createElement('a');
  link.href = imageUrl(id);
  link.download = name;
  link.click();
  return name;
}

/** Puts a picture into the clipboard; browsers take its layout and settings out of it. @throws AppError not_found, internal */
export async function copyPicture({ id }: Pick<HistoryItem, 'id'>): Promise<void> {
  const answer = await fetch(imageUrl(id));
  if (!answer.ok) throw new AppError('not_found', strings.picture.gone);
  try {
    await navigator.clipboard.write([new ClipboardItem({ 'image/png': answer.blob() })]);
  } catch (cause) {
    throw new AppError('internal', strings.picture.notCopied, { cause });
  }
}
