import type { Layout } from '../../../preload/contract/layout.ts';
import type { IssueCode } from '../../../preload/contract/lint.ts';
import type { Wishes } from './wishes.ts';

export interface Fix {
  /** In a few words: "Move it inside". */
  title: string;
  apply: (layout: Layout) => Layout;
}

export interface Finding {
  code: IssueCode;
  /** Ids of the boxes that it is about. */
  boxes: string[];
  /** What tells findings about the same boxes apart. */
  about?: string;
  message: string;
  fix: Fix | null;
}

export interface LintContext {
  /** Tokens of a text without start and end marks, and how many the text encoder takes; null where no tokenizer is known. */
  tokens: { count: (text: string) => number; most: number } | null;
  /** Image pixels per latent cell. */
  latentFactor: number;
}

/** One kind of check. Hidden boxes are not looked at. */
export type Check = (layout: Layout, wishes: Wishes, context: LintContext) => Finding[];

export const quoted = (captions: readonly string[]): string => {
  const names = [...new Set(captions)].map((caption) => `“${caption}”`);
  return names.length < 2 ? (names[0] ?? '') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
};
