import type { WarningCode } from './warnings.ts';

export type HeadingKind = 'caption' | 'objects' | 'background' | 'negative';

export interface Heading {
  kind: HeadingKind;
  start: number;
  /** Where its text begins. */
  end: number;
  /** A Markdown heading that has its line for itself: blank lines may follow before its text. */
  alone: boolean;
  codes: WarningCode[];
}

const canonical: Readonly<Record<HeadingKind, string>> = {
  caption: 'Caption:',
  objects: 'Objects:',
  background: 'Background prompt:',
  negative: 'Negative prompt:',
};

const lineHeading =
  /^((?: *(?:[-*+•]|\d{1,2}[.)]|#{1,6}) +)* *[*_`]{0,3})(caption|objects?(?: list)?|(?:bounding[ _])?boxes|(?:background|negative)(?:[ _-]?prompts?)?)([*_`]{0,3} {0,3})([:：=]|[-–—](?= )|$)([*_`]{0,3})/i;
/** Longer than any heading with its marks: keeps the search linear. */
const longestHeading = 100;
const inlineHeading = /[*_]{0,2}\b(objects|background|negative)([ _]prompt)?[*_]{0,2} {0,3}[:：][*_]{0,2}/gi;
/** What may stand between a list and a heading on the same line. */
const listEnd = /[\])}|.`>］）｝】]$/;

/**
 * Finds the headings of an answer, in any of the ways models write them (golden heading_variant, markdown, fullwidth).
 * Within a line only those count that can not be part of a name or of a sentence.
 */
export function findHeadings(text: string): Heading[] {
  const headings: Heading[] = [];
  let offset = 0;
  for (const line of text.split('\n')) {
    const first = headingOfLine(line, offset);
    if (first) headings.push(first);
    const from = first ? first.end - offset : 0;
    for (const match of line.slice(from).matchAll(inlineHeading)) {
      const at = from + match.index;
      if (!isInline(match, line, at, offset, headings.at(-1))) continue;
      headings.push(inline(match, offset + at, line.slice(from, at).trimEnd()));
    }
    offset += line.length + 1;
  }
  return headings;
}

function headingOfLine(line: string, offset: number): Heading | null {
  const match = lineHeading.exec(line.slice(0, longestHeading));
  if (!match) return null;
  const [whole, before = '', word = '', after = '', separator = '', marks = ''] = match;
  const isMarked = /[*_`#]/.test(before + after);
  if (separator === '' && (!isMarked || whole.length !== line.length)) return null;
  if (/[-–—]/.test(separator) && !after.endsWith(' ')) return null;
  const kind = kindOf(word);
  const codes: WarningCode[] = [];
  const end = offset + whole.length;
  if ((before + after + marks).trim() !== '') codes.push('markdown');
  if (separator === '：') codes.push('fullwidth');
  if (!isCanonical(kind, word, after, separator)) codes.push('heading_variant');
  return { kind, start: offset, end, alone: isMarked && line.slice(whole.length).trim() === '', codes };
}

function isCanonical(kind: HeadingKind, word: string, after: string, separator: string): boolean {
  const colon = separator === '：' || separator === '' ? ':' : separator;
  return (
    `${word}${after.replace(/[*_`]/g, '')}${colon}` === canonical[kind] ||
    (separator === '' && `${word}:` === canonical[kind])
  );
}

function kindOf(word: string): HeadingKind {
  const lower = word.toLowerCase();
  if (lower.startsWith('caption')) return 'caption';
  if (lower.startsWith('background')) return 'background';
  return lower.startsWith('negative') ? 'negative' : 'objects';
}

/** @param current the heading in whose text the match stands */
function isInline(match: RegExpMatchArray, line: string, at: number, offset: number, current?: Heading): boolean {
  const [whole, word = '', prompt] = match;
  const behind = at + whole.length;
  if (kindOf(word) === 'objects') {
    return current?.kind !== 'objects' && /^ *[[({]/.test(line.slice(behind, behind + 20));
  }
  if (current?.kind === 'background' || current?.kind === 'negative') {
    const sameLine = current.start >= offset && current.codes.includes('heading_variant');
    return prompt !== undefined || (sameLine && /^[A-Z*_]/.test(whole) && kindOf(word) !== current.kind);
  }
  const before = line.slice(0, at).trimEnd();
  if (listEnd.test(before.slice(-1))) return true;
  return prompt !== undefined && !/[[({'"]/.test(before);
}

function inline(match: RegExpMatchArray, start: number, before: string): Heading {
  const [whole, word = ''] = match;
  const kind = kindOf(word);
  const codes: WarningCode[] = [];
  if (whole.includes('*')) codes.push('markdown');
  if (whole.includes('：')) codes.push('fullwidth');
  const plain = whole.replace(/[*]|__/g, '').replace('：', ':');
  if (plain !== canonical[kind] || before.endsWith('|')) codes.push('heading_variant');
  return { kind, start, end: start + whole.length, alone: false, codes };
}
