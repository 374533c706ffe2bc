import type { LiteralNode, NumberNode } from './literal-nodes.ts';
import { plainNumber } from './plain-forms.ts';
import type { Report } from './warnings.ts';

const number = /^([+-]?) ?((?:\d+(?:_\d+)*\.?\d*|\.\d+)(?:e[+-]?\d+)?) ?(px|pixels?|%|)$/i;
const longestNumber = 60;

/** A number as models write it: 12, 1e2, 010, 10px, 25 %, １０. Infinite when it is beyond what a double holds. */
export function readNumber(text: string, report: Report): NumberNode | null {
  if (text.length > longestNumber) return null;
  const plain = plainNumber(text);
  const [, sign, digits = '', unit = ''] = number.exec(plain) ?? [];
  if (sign === undefined) return null;
  if (plain !== text) report.add('fullwidth');
  if (/^0\d/.test(digits) || /^p/i.test(unit)) report.add('coerced_number');
  const value = Number(`${sign}${digits.replaceAll('_', '')}`);
  return { kind: 'number', value, percent: unit === '%' };
}

/** What stands without quotes between two delimiters: a number, several numbers without commas, or a text. */
export function readBareWord(word: string, report: Report): LiteralNode[] {
  const whole = readNumber(word, report);
  if (whole) return [whole];
  const parts = word.length > 4 * longestNumber ? [] : word.split(' ').filter((part) => part !== '');
  if (parts.length > 1 && parts.every((part) => number.test(plainNumber(part)))) {
    return parts.flatMap((part) => readNumber(part, report) ?? []);
  }
  return [{ kind: 'text', text: word, quoted: false, open: false }];
}
