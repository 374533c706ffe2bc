import { AppError } from '../../../preload/contract/errors.ts';
import type { Compatibility } from './convert.ts';
import type { Tokenizer } from './tokenizer.ts';

export interface PhraseQuery {
  readonly phrase: string;
  /** Word of the phrase whose token stands for the object; null takes the reference's default. */
  readonly word: string | null;
}

export interface PhrasePositions {
  /** The prompt, grown by the phrases it lacked: this one has to be encoded. */
  readonly prompt: string;
  /** Per phrase its token positions; 0 is the start mark. May lie beyond `tokenizer.maxTokens` in a long prompt. */
  readonly positions: readonly (readonly number[])[];
  /** Per phrase the position of its word's last token. */
  readonly words: readonly number[];
}

/**
 * Where each phrase's tokens stand in the prompt (methods.md 2.4). 'corrected' looks for whole tokens: longer phrases choose first, equal phrases take
 * successive places, and "| phrase" is appended only when no free place is left (quirks Q7, Q26); 'reference' takes the first match of characters.
 * @throws AppError bad_layout for a phrase without tokens, or one the reference's search does not find
 */
export function locatePhrases(
  tokenizer: Tokenizer,
  prompt: string,
  queries: readonly PhraseQuery[],
  compatibility: Compatibility = 'corrected',
): PhrasePositions {
  const phrases = queries.map(({ phrase, word }) => {
    const tokens = tokenizer.tokens(phrase);
    if (tokens.length === 0)
      throw new AppError(
        'bad_layout',
        `A box's caption (“${phrase}”) has no word to look for. Nothing was drawn; describe what the box holds.`,
      );
    return { phrase, word, tokens, wordTokens: word === null ? null : tokenizer.tokens(word) };
  });
  return compatibility === 'corrected'
    ? locateTokens(tokenizer, prompt, phrases)
    : locateCharacters(tokenizer, prompt, phrases);
}

interface Phrase {
  readonly phrase: string;
  readonly tokens: readonly string[];
  readonly wordTokens: readonly string[] | null;
}

const startsAt = (text: readonly string[], part: readonly string[], at: number): boolean =>
  part.every((token, i) => text[at + i] === token);

/** Last token of the word's last occurrence in the phrase, else the phrase's last token. */
function wordOffset({ tokens, wordTokens }: Phrase): number {
  if (wordTokens !== null && wordTokens.length > 0)
    for (let at = tokens.length - wordTokens.length; at >= 0; at--)
      if (startsAt(tokens, wordTokens, at)) return at + wordTokens.length - 1;
  return tokens.length - 1;
}

function locateTokens(tokenizer: Tokenizer, prompt: string, phrases: readonly Phrase[]): PhrasePositions {
  const longestFirst = phrases.toSorted((a, b) => b.tokens.length - a.tokens.length);
  let grown = prompt;
  for (;;) {
    const text = tokenizer.tokens(grown);
    const taken = new Uint8Array(text.length);
    const starts = new Map<Phrase, number>();
    for (const phrase of longestFirst) {
      const { tokens } = phrase;
      const start = text.findIndex(
        (_, at) => startsAt(text, tokens, at) && !taken.subarray(at, at + tokens.length).includes(1),
      );
      if (start < 0) continue;
      taken.fill(1, start, start + tokens.length);
      starts.set(phrase, start);
    }
    const missing = phrases.filter((phrase) => !starts.has(phrase));
    if (missing.length > 0) {
      // Each round gives every missing phrase a place of its own, so there is no third one.
      grown += missing.map(({ phrase }) => `| ${phrase}`).join('');
      continue;
    }
    const first = (phrase: Phrase): number => (starts.get(phrase) ?? 0) + 1; // after the start mark
    return {
      prompt: grown,
      positions: phrases.map((phrase) => phrase.tokens.map((_, i) => first(phrase) + i)),
      words: phrases.map((phrase) => first(phrase) + wordOffset(phrase)),
    };
  }
}

function locateCharacters(tokenizer: Tokenizer, prompt: string, phrases: readonly Phrase[]): PhrasePositions {
  const grown = phrases.reduce((text, { phrase }) => (text.includes(phrase) ? text : `${text}| ${phrase}`), prompt);
  const text = ['<|startoftext|>', ...tokenizer.tokens(grown), '<|endoftext|>'].join(' ');
  const found = phrases.map(({ phrase, tokens, wordTokens }) => {
    const at = text.indexOf(tokens.join(' '));
    const word = wordTokens === null ? null : tokens.indexOf(wordTokens.at(-1) ?? '');
    if (at < 0 || (word !== null && word < 0))
      throw new AppError(
        'bad_layout',
        `“${phrase}” was not found in the prompt by the reference's rule. Nothing was drawn; switch the reference's behaviour off or reword the caption.`,
      );
    const first = text.slice(0, Math.max(at - 1, 0)).split(' ').length;
    return { positions: tokens.map((_, i) => first + i), word: word === null ? null : first + word };
  });
  const fallback = found[0]?.positions.at(-1) ?? 0;
  return {
    prompt: grown,
    positions: found.map(({ positions }) => positions),
    words: found.map(({ word }) => word ?? fallback),
  };
}
