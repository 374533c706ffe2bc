import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { z } from 'zod';
import { AppError } from '../../../preload/contract/errors.ts';
import { mergePairs, type MergeRanks } from './bpe.ts';
import { fixText } from './fix-text.ts';

/** CLIP's byte-pair tokenizer. */
export interface Tokenizer {
  /** Length of the text encoder's input, start and end marks included. */
  readonly maxTokens: number;
  /** Ids of the start mark, the end mark and the padding. */
  readonly bos: number;
  readonly eos: number;
  readonly padding: number;
  /** Token ids with start and end marks, neither padded nor cut. */
  encode(text: string): number[];
  /** Exactly `maxTokens` ids: cut (the end mark is kept) or padded. */
  pad(ids: readonly number[]): number[];
  /** Token strings as the vocabulary has them (`cat</w>`), without start and end marks. */
  tokens(text: string): string[];
}

const specialToken = z.union([z.string(), z.object({ content: z.string() })]).transform((t) => {
  return typeof t === 'string' ? t : t.content;
});
const specialTokens = {
  bos_token: specialToken.nullish(),
  eos_token: specialToken.nullish(),
  unk_token: specialToken.nullish(),
  pad_token: specialToken.nullish(),
};
const configSchema = z.object({ ...specialTokens, model_max_length: z.number().nullish() });
const specialTokensMapSchema = z.object(specialTokens);
const vocabularySchema = z.record(z.string(), z.int().min(0));

/** Splits cleaned text into words; each is encoded on its own. */
const wordPattern = /<\|startoftext\|>|<\|endoftext\|>|'s|'t|'re|'ve|'m|'ll|'d|\p{L}+|\p{N}|[^\s\p{L}\p{N}]+/giu;
const wordEnd = '</w>';
/** Real text encoders have 77 positions; a larger number in the configuration means "not set". */
const [defaultLength, largestLength] = [77, 4096];

/** Every byte as a visible character: GPT-2's reversible table. */
function byteCharacters(): string[] {
  const visible = (b: number): boolean => (b >= 33 && b <= 126) || (b >= 161 && b <= 172) || b >= 174;
  let hidden = 0;
  return Array.from({ length: 256 }, (_, b) => String.fromCharCode(visible(b) ? b : 256 + hidden++));
}

interface TokenizerFiles {
  readonly vocabulary: ReadonlyMap<string, number>;
  readonly merges: MergeRanks;
  readonly bos: string;
  readonly eos: string;
  readonly unknown: string;
  readonly padding: string;
  readonly maxTokens: number;
}

function createTokenizer(files: TokenizerFiles, id: (token: string) => number): Tokenizer {
  const { vocabulary, merges, maxTokens } = files;
  const [bos, eos, unknown, padding] = [id(files.bos), id(files.eos), id(files.unknown), id(files.padding)];
  const characters = byteCharacters();
  const encoder = new TextEncoder();
  const tokens = (text: string): string[] => {
    const cleaned = fixText(text).toLowerCase();
    return Array.from(cleaned.matchAll(wordPattern), ([word]) => {
      if (word === files.bos || word === files.eos) return [word];
      const symbols = Array.from(encoder.encode(word), (byte) => characters[byte] ?? '');
      return mergePairs([...symbols.slice(0, -1), `${symbols.at(-1)}${wordEnd}`], merges);
    }).flat();
  };
  return {
    maxTokens,
    bos,
    eos,
    padding,
    tokens,
    encode: (text) => [bos, ...tokens(text).map((t) => vocabulary.get(t) ?? unknown), eos],
    pad: (ids) =>
      ids.length > maxTokens
        ? [...ids.slice(0, maxTokens - 1), eos]
        : [...ids, ...Array.from({ length: maxTokens - ids.length }, () => padding)],
  };
}

/** Of which the last two may be missing. */
export const tokenizerFiles = ['vocab.json', 'merges.txt', 'tokenizer_config.json', 'special_tokens_map.json'] as const;

/**
 * The tokenizer of a diffusers checkpoint: vocab.json, merges.txt and, where present, tokenizer_config.json and special_tokens_map.json.
 * The map's padding token wins over the configuration's, as in transformers; text is cleaned as with ftfy installed.
 * A padding token that is ordinary text (`!` in Stable Diffusion 2) is not treated as special inside a prompt: its model was trained that way.
 * Files may be gzipped, as NAME.gz.
 * @param folder the checkpoint's tokenizer folder
 * @param paddingToken in place of the one that the files name
 * @throws AppError checkpoint_missing, checkpoint_corrupt
 */
export async function loadTokenizer(folder: string, paddingToken?: string): Promise<Tokenizer> {
  const vocabulary = new Map(Object.entries(await readJson(folder, 'vocab.json', vocabularySchema)));
  const merges = parseMerges(await readText(folder, 'merges.txt'), vocabulary);
  const config = await readJson(folder, 'tokenizer_config.json', configSchema, {});
  const special = await readJson(folder, 'special_tokens_map.json', specialTokensMapSchema, {});
  const eos = special.eos_token ?? config.eos_token ?? '<|endoftext|>';
  const length = config.model_max_length ?? Infinity;
  const files: TokenizerFiles = {
    vocabulary,
    merges,
    bos: special.bos_token ?? config.bos_token ?? '<|startoftext|>',
    eos,
    unknown: special.unk_token ?? config.unk_token ?? eos,
    padding: paddingToken ?? special.pad_token ?? config.pad_token ?? eos,
    maxTokens: Number.isInteger(length) && length >= 3 && length <= largestLength ? length : defaultLength,
  };
  return createTokenizer(files, (token) => {
    const id = vocabulary.get(token);
    if (id === undefined) throw corrupt('vocab.json', `the token ${token} is missing`);
    return id;
  });
}

function parseMerges(text: string, vocabulary: ReadonlyMap<string, number>): MergeRanks {
  const lines = text.split('\n').filter((line, i) => line.trim() !== '' && !(i === 0 && line.startsWith('#version')));
  const ranks = new Map<string, number>();
  for (const [rank, line] of lines.entries()) {
    const [left, right, ...rest] = line.trim().split(/\s+/);
    if (left === undefined || right === undefined || rest.length > 0)
      throw corrupt('merges.txt', `entry ${rank + 1} is not a pair`);
    if (!vocabulary.has(left + right)) throw corrupt('merges.txt', `vocab.json lacks ${left + right}`);
    ranks.set(`${left} ${right}`, rank);
  }
  return ranks;
}

const corrupt = (file: string, problem: string, cause?: unknown): AppError =>
  new AppError(
    'checkpoint_corrupt',
    `The checkpoint's tokenizer can not be used: ${problem} (${file}). Nothing was drawn; download or copy the checkpoint again.`,
    { cause },
  );

async function readText(folder: string, file: (typeof tokenizerFiles)[number]): Promise<string> {
  try {
    return await readFile(join(folder, file), 'utf8').catch(() => unzipped(join(folder, `${file}.gz`)));
  } catch (cause) {
    throw new AppError(
      'checkpoint_missing',
      `The checkpoint has no readable tokenizer file ${join(folder, file)}. Nothing was drawn; complete the checkpoint or choose another.`,
      { cause },
    );
  }
}

async function unzipped(path: string): Promise<string> {
  return (await promisify(gunzip)(await readFile(path))).toString('utf8');
}

async function readJson<T>(
  folder: string,
  file: (typeof tokenizerFiles)[number],
  schema: z.ZodType<T>,
  absent?: T,
): Promise<T> {
  let text: string;
  try {
    text = await readText(folder, file);
  } catch (error) {
    if (absent === undefined) throw error;
    return absent;
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw corrupt(file, 'it is not JSON', cause);
  }
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw corrupt(file, z.prettifyError(parsed.error).split('\n')[0] ?? 'invalid', parsed.error);
  return parsed.data;
}
