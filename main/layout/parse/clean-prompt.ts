import type { LiteralNode } from './literal-nodes.ts';
import { readLiterals } from './literal-reader.ts';
import { Report } from './warnings.ts';

const quotePairs: readonly (readonly [string, string])[] = [
  ['"', '"'],
  ["'", "'"],
  ['“', '”'],
  ['‘', '’'],
  ['«', '»'],
  ['「', '」'],
];
const marks = ['**', '__', '``', '*', '`', '_'];

/** Takes one pair of quotes or formatting marks off; the text itself when there is none. */
function unwrap(text: string, report: Report): string {
  const closed = /["'],$/.test(text) && text.length > 2 ? text.slice(0, -1) : text;
  for (const [open, close] of quotePairs) {
    const inner = closed.slice(1, -1);
    if (closed.length > 1 && closed.startsWith(open) && closed.endsWith(close) && !inner.includes(open)) {
      report.add('quoted_prompt');
      return inner;
    }
  }
  for (const mark of marks) {
    const inner = text.slice(mark.length, -mark.length);
    if (text.length > 2 * mark.length && text.startsWith(mark) && text.endsWith(mark) && !inner.includes(mark)) {
      report.add('markdown');
      return inner;
    }
  }
  return text;
}

const deepestWrapping = 4;
/** What is left of a heading that was bold as a whole, of a table or of a Markdown line break. */
const leftovers = ['**', '``', '`', '|', '\\'];

/** A prompt without surrounding blanks, quotes, backticks and stars (golden policy 6). */
function cleanPrompt(raw: string, report: Report): string {
  let text = raw.trim();
  for (const mark of leftovers) {
    const isLeft = text.endsWith(mark) && !text.slice(0, -mark.length).includes(mark);
    if (isLeft && mark !== '|') report.add('markdown');
    if (isLeft) text = text.slice(0, -mark.length).trimEnd();
  }
  for (let depth = 0; depth < deepestWrapping; depth++) text = unwrap(text, report).trim();
  return text;
}

/** The name of a box. Line ends and other control characters in it become blanks. */
export function cleanName(raw: string, report: Report): string {
  const line = raw
    .replace(/[\u0000-\u001F\u007F]/g, ' ')
    .toWellFormed()
    .trim();
  const bare = line.endsWith('->') || line.endsWith('=>') ? line.slice(0, -2) : line;
  return cleanPrompt(bare.endsWith(' -') || bare.endsWith(' –') ? bare.slice(0, -1) : bare, report);
}

/** The background prompt; words that mean "none" become "". */
export function cleanBackground(raw: string, report: Report): string {
  const text = cleanPrompt(raw.toWellFormed(), report);
  if (text === '' || !meansNone(text)) return text;
  report.add('none_background');
  return '';
}

/** The negative prompt; words that mean "none" become "", a list becomes its members joined with commas (spec 1.3.6). */
export function cleanNegative(raw: string, report: Report): string {
  const given = raw.toWellFormed().trim();
  if (given === '' || given === 'None') return '';
  if (meansNone(given)) {
    report.add('none_negative');
    return '';
  }
  const members = quotedMembers(given);
  if (!members) return cleanPrompt(given, report);
  report.add('list_negative');
  return members.join(', ');
}

/** Whether a heading's text says that there is nothing: none, N/A, "-", (none), no negative prompt. */
function meansNone(text: string): boolean {
  if (text.length > 60) return false;
  const words = text
    .toLowerCase()
    .replace(/[^a-z/]+/g, ' ')
    .trim();
  if (words === '') return !/[^\s"'`“”‘’*_.()[\]{}\-–—]/.test(text);
  return /^(?:none|n\/?a|null|nil|nothing|empty|not (?:applicable|needed|required|specified)|none (?:needed|required|specified)|no negatives?(?: prompts?)?(?: needed)?)$/.test(
    words,
  );
}

const isQuotedText = (node: LiteralNode): boolean => node.kind === 'text' && node.quoted && !node.open;

/** The members of a list of quoted texts: ['birds', 'cats']; null for any other text. */
export function quotedMembers(text: string): string[] | null {
  if (!/^[[({"']/.test(text)) return null;
  const { entries } = readLiterals(text, new Report());
  const first = entries[0]?.value;
  const members = first?.kind === 'group' && entries.length === 1 ? first.entries : entries;
  if (members.length < (members === entries ? 2 : 1)) return null;
  if (!members.every(({ key, value }) => key === null && isQuotedText(value))) return null;
  return members.flatMap(({ value }) => (value.kind === 'text' ? value.text.trim() : []));
}
