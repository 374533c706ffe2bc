const letters: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\n', b: '', f: '\n', '\n': '' };
const codePoint = /x([0-9a-f]{2})|u([0-9a-f]{4})|U([0-9a-f]{8})/iy;

/**
 * Reads one backslash escape of Python, JSON or Markdown; an unknown one stands for itself.
 * @param at index of the backslash
 */
export function readEscape(text: string, at: number): { text: string; end: number } {
  const next = text.charAt(at + 1);
  codePoint.lastIndex = at + 1;
  const match = codePoint.exec(text);
  if (match) {
    const value = Number.parseInt(match[1] ?? match[2] ?? match[3] ?? '', 16);
    if (value <= 0x10ffff) return { text: String.fromCodePoint(value), end: codePoint.lastIndex };
  }
  const letter = letters[next];
  if (letter !== undefined) return { text: letter, end: at + 2 };
  if (/[\\'"`/[\](){}_*#’”]/.test(next)) return { text: next, end: at + 2 };
  return { text: '\\', end: at + 1 };
}

/** All escapes of a text, as one layer of quoting writes them. */
export function unescapeText(text: string): string {
  let plain = '';
  let from = 0;
  for (let at = text.indexOf('\\'); at >= 0; at = text.indexOf('\\', from)) {
    const escape = readEscape(text, at);
    plain += text.slice(from, at) + escape.text;
    from = escape.end;
  }
  return plain + text.slice(from);
}
