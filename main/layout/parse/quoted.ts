import { readEscape } from './escapes.ts';
import { plainForm } from './plain-forms.ts';
import type { Report, WarningCode } from './warnings.ts';

/** Opening quotes and what may close them. */
const closers: Readonly<Record<string, string>> = {
  "'": "'’",
  '"': '"”',
  '`': "`'´",
  '‘': "’'‘",
  '’': "’'",
  '‚': '‘’',
  '“': '”"“',
  '”': '”"',
  '„': '“”"',
  '«': '»',
  '「': '」',
  '『': '』',
  '＇': '＇',
  '＂': '＂',
};

export const isQuote = (char: string): boolean => Object.hasOwn(closers, char);

export interface Quoted {
  text: string;
  end: number;
  open: boolean;
}

/** A quote before a comma ends the text only if a next member begins behind the comma, and not a word: 'the dogs', cats' bowl'. */
const memberAhead =
  / *\n? *(?:[^a-z ]|$|[a-z_]\w* *[=:]|[urbf]{1,2}['"]|(?:none|null|nan|inf|infinity|true|false)\b)/iy;
/** Numbers begin behind a comma: the closing quote was forgotten. */
const numbersAhead = /, *[[(] *[-+.\d]/y;

const matchesAt = (pattern: RegExp, text: string, at: number): boolean => {
  pattern.lastIndex = at;
  return pattern.test(text);
};

/**
 * Whether the quote at `at` can be the closing one: what follows must be able to follow a literal. Any other quote
 * is an apostrophe that should have been escaped.
 */
function closes(text: string, at: number): boolean {
  let next = at + 1;
  while (text[next] === ' ') next++;
  const follower = plainForm(text.charAt(next));
  if (follower === ',') return matchesAt(memberAhead, text, next + 1);
  if (follower === '(') return /[\d\-+ ]/.test(text.charAt(next + 1));
  if (follower === '' || ')]}:;=[{|\n\\'.includes(follower)) return true;
  return next > at + 1 && (isQuote(follower) || follower === '#');
}

/** In loose text an apostrophe is likelier than a quotation: no brackets and line ends inside, and not far. */
const looseLimit = 200;

/**
 * Reads a quoted text with straight or typographic quotes, escapes, and quotes inside that nobody escaped.
 * @param start index of the opening quote
 * @param loose outside any bracket
 * @returns null when the quote opens nothing
 */
export function readQuoted(text: string, start: number, loose: boolean, report: Report): Quoted | null {
  const opener = text.charAt(start);
  const closing = closers[opener] ?? opener;
  const met = new Set<WarningCode>();
  let content = '';
  let at = start + 1;
  let end: number | null = null;
  while (at < text.length && end === null) {
    const char = text.charAt(at);
    if (loose && (at - start > looseLimit || '[{\n'.includes(char))) return null;
    if (char === '\n' && text.charAt(at + 1) === '\n') break;
    if (closing.includes(char) && closes(text, at)) {
      if (opener === '＇' || opener === '＂') met.add('fullwidth');
      else if (!`'"`.includes(opener) || char !== opener) met.add('smart_quotes');
      end = at + 1;
    } else if (char === ',' && matchesAt(numbersAhead, text, at)) {
      met.add('unescaped_quote');
      end = at;
    } else if (char === '\\') {
      const escape = readEscape(text, at);
      content += escape.text;
      at = escape.end;
    } else {
      if (char === opener) met.add('unescaped_quote');
      if (char === '\n') met.add('joined_lines');
      content += char === '\n' ? ' ' : char;
      at++;
      while (char === '\n' && text.charAt(at) === ' ') at++;
    }
  }
  if (end === null && loose) return null;
  for (const code of met) report.add(code);
  return { text: content, end: end ?? at, open: end === null };
}
