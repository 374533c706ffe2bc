import { basename } from 'node:path';
import { InvalidArgumentError } from 'commander';
import type { AnswerGroup, AnswerSource, StoredAnswer } from '../../preload/contract/answers.ts';
import { sourceOfFileName } from '../../preload/contract/answers.ts';
import { AppError } from '../../preload/contract/errors.ts';
import { readTextFile, writeTextFile } from './files.ts';
import type { Session } from './session.ts';

export interface SourceFlags {
  template?: string;
  model?: string;
}

/** What a command has done: as data, and in words. */
export interface Done {
  data: object;
  words: string;
}

/** Ids of stored answers, as `lmd cache search` shows them. */
export function answerId(text: string, ids: number[] = []): number[] {
  if (!/^\d{1,15}$/.test(text)) throw new InvalidArgumentError('It must be the number of a stored answer.');
  return [...ids, Number(text)];
}

/** Adds the answers of a JSON cache of the reference. @throws AppError */
export async function importCache({ app }: Session, file: string, flags: SourceFlags): Promise<Done> {
  const source = sourceOf(flags, file);
  const { added } = await app.call('answers.import', { ...source, text: await readTextFile(file) });
  const words = `${added} answers added for template ${source.template} and model ${source.model}`;
  return { data: { ...source, added }, words };
}

/** Writes stored answers as a JSON cache of the reference. @throws AppError */
export async function exportCache({ app }: Session, file: string, flags: SourceFlags): Promise<Done> {
  const source = sourceOf(flags, file);
  const { sentences, text } = await app.call('answers.export', source);
  if (sentences === 0) throw nothingStored(source);
  await writeTextFile(file, text);
  return { data: { ...source, file, sentences }, words: `${file}: ${sentences} sentences` };
}

/** Deletes single answers, or all of a source. @throws AppError */
export async function deleteFromCache({ app }: Session, ids: readonly number[], flags: SourceFlags): Promise<Done> {
  const which = ids.length > 0 ? [...ids] : sourceOf(flags);
  const { deleted } = await app.call('answers.delete', { which });
  return { data: { deleted }, words: `${deleted} answers deleted` };
}

export const describeGroups = (groups: readonly AnswerGroup[]): string =>
  groups.length === 0
    ? 'No answers are stored.'
    : groups
        .map(
          ({ template, model, sentences, answers }) =>
            `${template}  ${model}  ${sentences} sentences, ${answers} answers`,
        )
        .join('\n');

export const describeAnswers = (answers: readonly StoredAnswer[]): string =>
  answers.length === 0
    ? 'No stored answer holds these words.'
    : answers
        .map(
          ({ id, template, model, caption, answer }) =>
            `${id}  ${template}  ${model}\n  ${caption}\n${indented(answer)}`,
        )
        .join('\n');

const indented = (text: string): string => text.replaceAll(/^/gm, '    ');

/** What is named by flags, or else by the file. */
function sourceOf({ template, model }: SourceFlags, file = ''): AnswerSource {
  const named = sourceOfFileName(basename(file));
  const source = { template: template ?? named?.template, model: model ?? named?.model };
  if (source.template !== undefined && source.model !== undefined) {
    return { template: source.template, model: source.model };
  }
  throw new AppError(
    'bad_request',
    'Say which answers are meant: --template and --model (a file named as cache_lmd_v0.1_gpt-4.json tells them itself). Nothing was changed.',
  );
}

function nothingStored({ template, model }: AnswerSource): AppError {
  return new AppError(
    'not_found',
    `No answers are stored for template ${template} and model ${model}. See "lmd cache list". No file was written.`,
  );
}
