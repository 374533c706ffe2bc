const fullwidth = /[\uFF01-\uFF5E]/g;
const brackets: Readonly<Record<string, string>> = { '【': '[', '】': ']', '〔': '[', '〕': ']', '、': ',', '−': '-' };

/** The ASCII form of a full-width character, of a CJK bracket or of the minus sign; any other character as it is. */
export function plainForm(char: string): string {
  if (char < '\u2212') return char;
  if (char >= '\uFF01' && char <= '\uFF5E') return String.fromCharCode(char.charCodeAt(0) - 0xfee0);
  return brackets[char] ?? char;
}

/** A text that may be a number with every digit, sign and period in ASCII. */
export function plainNumber(text: string): string {
  return text.replace(fullwidth, plainForm).replace(/[\u2212\u2013]/g, '-');
}
