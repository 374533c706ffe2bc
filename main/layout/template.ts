import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '../../preload/contract/errors.ts';

/** The template that is sent. Any change of its wording needs a new version: it is part of the cache key. */
export const templateVersion = 'studio-1';

const folder = join(import.meta.dirname, '../../resources/templates');
const placeholder = '{caption}';

export interface Template {
  version: string;
  text: string;
}

/**
 * Reads a template by its version.
 * @throws AppError not_found when the installation has no such template
 */
export function readTemplate(version: string = templateVersion): Template {
  try {
    return { version, text: readFileSync(join(folder, `${version}.txt`), 'utf8') };
  } catch (cause) {
    throw new AppError('not_found', `The layout template "${version}" is missing. Install the app again.`, { cause });
  }
}

/** The whole request for a caption, trimmed so that it ends in "Objects:". Braces in the caption stay as they are. */
export function fillTemplate(template: Template, caption: string): string {
  return template.text.split(placeholder).join(caption.trim()).trim();
}
