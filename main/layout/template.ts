import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '../../preload/contract/errors.ts';

/** The template of the classic form. Any change of its wording needs a new version: it is part of the cache key. */
export const templateVersion = 'studio-1';

const folder = join(import.meta.dirname, '../../resources/templates');
const placeholder = '{caption}';

export interface Template {
  version: string;
  text: string;
}

/**
 * Reads a template by its version. A copy of the same name in the user's own folder goes first; its version tells its
 * text apart from every other.
 * @throws AppError not_found when the installation has no such template, bad_request when the user's copy has no place for the sentence
 */
export function readTemplate(version: string = templateVersion, own?: string): Template {
  const copy = own === undefined ? null : join(own, `${version}.txt`);
  if (copy !== null && existsSync(copy)) return ownTemplate(version, copy);
  try {
    return { version, text: readFileSync(join(folder, `${version}.txt`), 'utf8') };
  } catch (cause) {
    throw new AppError('not_found', `The layout template "${version}" is missing. Install the app again.`, { cause });
  }
}

function ownTemplate(version: string, file: string): Template {
  const text = readFileSync(file, 'utf8');
  if (!text.includes(placeholder)) {
    throw new AppError(
      'bad_request',
      `Your template ${file} has no "${placeholder}" where the sentence goes. Nothing was asked: put it in, or remove the file.`,
    );
  }
  return { version: `${version}+${createHash('sha256').update(text).digest('hex').slice(0, 8)}`, text };
}

/** The whole request for a caption, trimmed so that it ends in "Objects:". Braces in the caption stay as they are. */
export function fillTemplate(template: Template, caption: string): string {
  return template.text.split(placeholder).join(caption.trim()).trim();
}
