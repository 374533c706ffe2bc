import type { Report } from './warnings.ts';

const tag = /[<[](\/?)(?:think|thinking|thoughts?|reasoning|reflection|scratchpad|analysis)[>\]]/gi;

/**
 * Skips what a reasoning model thinks aloud (golden policy 5). A closing tag without an opening one ends thoughts
 * that began before the answer; thoughts that never end take the rest with them.
 */
export function skipThoughts(text: string, report: Report): string {
  let answer = '';
  let from = 0;
  let thinking = false;
  for (const match of text.matchAll(tag)) {
    report.add('think_block');
    const closing = match[1] === '/';
    if (closing && !thinking) answer = '';
    if (!closing && !thinking) answer += `${text.slice(from, match.index)}\n`;
    thinking = !closing;
    from = match.index + match[0].length;
  }
  return thinking ? answer : answer + text.slice(from);
}
