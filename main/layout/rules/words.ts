/** A word or a punctuation mark of a sentence. */
export interface Word {
  /** As typed; in lower case when the whole prompt is written in capitals or Title Case. */
  readonly text: string;
  readonly lower: string;
  /** Where it starts in `Sentence.lower`. */
  readonly start: number;
}

export interface Sentence {
  readonly words: readonly Word[];
  /** All words in lower case, joined by blanks: what phrases are matched against. */
  readonly lower: string;
}

/** Something read from a sentence. */
export interface Read<T> {
  readonly value: T;
  /** Index of the word after it. */
  readonly next: number;
}

/** What is read of a prompt. Text encoders take 77 tokens; what comes later could not be drawn anyway. */
const longest = 2000;

const pattern =
  /[\p{L}\p{N}][\p{L}\p{M}\p{N}]*(?:(?:['\-/]|\.(?=\p{N}))[\p{L}\p{N}][\p{L}\p{M}\p{N}]*)*|[,;:.!?()&]|\n+/gu;

/** Splits a prompt into words and punctuation. Line ends count as full stops; other signs are dropped. */
export function toWords(prompt: string): Sentence {
  const plain = prompt
    .slice(0, longest)
    .replace(/[‘’ʼ]/g, "'")
    .replace(/\b(\d{1,2})(?=[a-z]{3,}\b)/gi, '$1 ') // "2girls"
    .replace(/\b(?:side by side|hand in hand|face to face|back to back|one another)\b/gi, '')
    .replace(/(?<=\s)[-–—]+(?=\s)|[–—]/g, ' , ')
    .replace(/\r\n?/g, '\n');
  const texts = Array.from(plain.matchAll(pattern), ([match]) => (match.startsWith('\n') ? '.' : match));
  const titled = texts.length > 2 && texts.every((text) => !/^\p{Ll}{4}/u.test(text));
  const words: Word[] = [];
  let start = 0;
  for (const text of texts) {
    const lower = text.toLowerCase();
    words.push({ text: titled ? lower : text, lower, start });
    start += lower.length + 1;
  }
  return { words, lower: words.map((word) => word.lower).join(' ') };
}

/** The phrase at word `at`: what matched and the word after it. */
export function matchAt(
  sentence: Sentence,
  at: number,
  phrase: RegExp,
): { match: RegExpExecArray; next: number } | undefined {
  const word = sentence.words[at];
  if (word === undefined) return undefined;
  phrase.lastIndex = word.start;
  const match = phrase.exec(sentence.lower);
  return match === null || match[0] === '' ? undefined : { match, next: at + match[0].split(' ').length };
}
