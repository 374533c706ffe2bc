import type { Section } from './answers.ts';
import type { Report } from './warnings.ts';

export interface PromptLines {
  text: string;
  /** What follows the prompt but is none of it. */
  rest: string;
}

const remark = /^(?:note|explanation|reasoning|rationale|here|i |i'|let me|please|would you|this layout|the box)/i;
const bullet = /^(?:[-*•+]|\d{1,2}[.)]) +/;

/**
 * The prompt under a heading. It ends at a blank line, and under the last heading of an answer with its line, unless
 * the next line plainly goes on (golden policy 5).
 */
export function promptLines(section: Section, lastOfAnswer: boolean, report: Report): PromptLines {
  const lines = section.body.split('\n').map((line) => line.trim());
  const mayWait = section.heading?.alone === true || !lastOfAnswer;
  const kept: string[] = [];
  let at = 0;
  while (lines[at] === '' && (at < 1 || mayWait)) at++;
  for (; at < lines.length; at++) {
    const line = lines[at] ?? '';
    if (line === '' || isForeign(line, at === 0, kept, lastOfAnswer, section)) break;
    kept.push(line);
  }
  const bulleted = section.heading?.kind === 'negative' && kept.length > 1 && kept.every((line) => bullet.test(line));
  if (bulleted) report.add('list_negative');
  else if (kept.length > 1) report.add('joined_lines');
  const text = bulleted ? kept.map((line) => line.replace(bullet, '')).join(', ') : kept.join(' ');
  return { text, rest: lines.slice(at).join('\n').trim() };
}

function isForeign(
  line: string,
  isHeadingLine: boolean,
  kept: readonly string[],
  lastOfAnswer: boolean,
  section: Section,
): boolean {
  const previous = kept.at(-1);
  if (isHeadingLine) return false;
  if (/^[[({]/.test(line) && /[[({].*\d/.test(line.slice(0, 300))) return true;
  if (previous === undefined) return section.heading?.kind === 'negative' && (remark.test(line) || /[.!?]$/.test(line));
  if (remark.test(line)) return true;
  if (!lastOfAnswer) return false;
  if (previous.endsWith(',')) return false;
  const goesOn = /^[a-z]/.test(line) || (bullet.test(line) && bullet.test(previous));
  return !goesOn || /[.!?:]$/.test(previous);
}
