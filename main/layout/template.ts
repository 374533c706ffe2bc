import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '../../preload/contract/errors.ts';

/** The template of the classic form. Any change of its wording needs a new version: it is part of the cache key. */
export const templateVersion = 'studio-1';

const folder = join(import.meta.dirname, '../../resources/templates');
/** What every template must hold: where the sentence goes, and for a follow-up the boxes that it is about. */
const placeholders = (name: string): string[] =>
  name.startsWith('studio-revise-') ? ['{caption}', '{boxes}'] : ['{caption}'];
/** Beyond this the context of a usual model has no room for an answer. */
const mostCharacters = 20_000;

export interface Template {
  version: string;
  text: string;
}

/** Where the user's own copy of a template is, or would be. */
export const ownFile = (own: string, name: string): string => join(own, `${name}.txt`);

/**
 * Reads a template by its version. A copy of the same name in the user's own folder goes first; its version tells its
 * text apart from every other.
 * @throws AppError not_found when the installation has no such template, bad_request when the user's copy can not be used
 */
export function readTemplate(version: string = templateVersion, own?: string): Template {
  const copy = own === undefined ? null : ownFile(own, version);
  if (copy !== null && existsSync(copy)) return ownTemplate(version, copy);
  try {
    return { version, text: readFileSync(join(folder, `${version}.txt`), 'utf8') };
  } catch (cause) {
    throw new AppError('not_found', `The layout template "${version}" is missing. Install the app again.`, { cause });
  }
}

function ownTemplate(version: string, file: string): Template {
  const text = textOf(file);
  const fault = faultOf(version, text);
  if (fault !== null) {
    throw new AppError(
      'bad_request',
      `Your template ${file} ${fault}. Nothing was asked: correct it, or go back to the app's own with "lmd templates reset ${version}".`,
    );
  }
  return { version: `${version}+${createHash('sha256').update(text).digest('hex').slice(0, 8)}`, text };
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8').replace(/^\uFEFF/, '');
  } catch (cause) {
    throw new AppError(
      'bad_request',
      `Your template ${file} can not be read. Nothing was asked: see whether it is a text file that you may open, or remove it.`,
      { cause },
    );
  }
}

/** Why a text can not be a template of this name, as the end of a sentence; null for one that can. */
export function faultOf(name: string, text: string): string | null {
  const lacking = placeholders(name).find((placeholder) => !text.includes(placeholder));
  if (lacking === '{caption}') return 'has no "{caption}" where the sentence goes';
  if (lacking !== undefined) return `has no "${lacking}" where the boxes go`;
  return text.length > mostCharacters
    ? `has ${text.length} characters; a model has room for ${mostCharacters} at most`
    : null;
}

/** The whole request for a caption, trimmed so that it ends in "Objects:". Braces in the caption stay as they are. */
export function fillTemplate(template: Template, caption: string): string {
  return template.text.split('{caption}').join(caption.trim()).trim();
}
