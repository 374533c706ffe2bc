import type { Answer, Section } from './answers.ts';
import { sectionsOf } from './answers.ts';
import { cleanBackground, cleanNegative } from './clean-prompt.ts';
import type { RawBox } from './find-boxes.ts';
import type { HeadingKind } from './headings.ts';
import { fieldText } from './json-layout.ts';
import { promptLines } from './prompt-lines.ts';
import type { ListReading } from './read-list.ts';
import { readList } from './read-list.ts';
import type { Report } from './warnings.ts';

export interface AnswerReading {
  status: ListReading['status'];
  boxes: RawBox[];
  background: string;
  negative: string;
}

/** Reads list and prompts of one answer, whichever order they stand in (spec 1.3, golden policy 4 to 6). */
export function readSections(answer: Answer, report: Report): AnswerReading {
  const background = readPrompt(answer, 'background', report);
  const negative = readPrompt(answer, 'negative', report);
  const list = readListOf(answer, [background?.rest ?? '', negative?.rest ?? ''], report);
  tellHeadings(answer, report);
  return {
    status: list.status,
    boxes: list.boxes,
    background: backgroundOf(list, background, answer, report),
    negative: cleanNegative(negative?.text ?? fieldText(list.json?.negative ?? null), report),
  };
}

interface Prompt {
  text: string;
  rest: string;
}

/** The first text that stands under a heading of this kind; null without such a heading. */
function readPrompt(answer: Answer, kind: HeadingKind, report: Report): Prompt | null {
  const sections = sectionsOf(answer, kind);
  if (sections.length > 1) report.add('duplicate_heading');
  const section = sections.find(({ body }) => body.trim() !== '') ?? sections[0];
  if (!section) return null;
  const prompt = promptLines(section, section === answer.sections.at(-1), report);
  if (/\bobjects *[:：]/i.test(prompt.text)) report.add('duplicate_heading');
  return prompt;
}

/** The list under its heading, or else behind the prompts. */
function readListOf(answer: Answer, rests: readonly string[], report: Report): ListReading {
  const { list } = answer;
  const announced = answer.sections.some(({ heading }) => heading !== null);
  const reading = readList(list.body, { report, cut: list.last, announced });
  const rest = rests.filter((text) => text !== '').join('\n');
  if (reading.status === 'blank' && /[[({]/.test(rest)) {
    const late = readList(rest, { report, cut: answer.sections.some(({ last }) => last), announced });
    if (late.status === 'boxes') {
      report.add('heading_order');
      return late;
    }
  }
  if (rest !== '') report.add('prose');
  const isBlankList = reading.status === 'blank' && sectionsOf(answer, 'background').length > 0;
  return isBlankList ? { ...reading, status: 'empty' } : reading;
}

function backgroundOf(list: ListReading, prompt: Prompt | null, answer: Answer, report: Report): string {
  const field = list.json?.background ?? null;
  if (prompt) return cleanBackground(prompt.text, report);
  if (field) return cleanBackground(fieldText(field), report);
  report.add('missing_background');
  const lines = list.rest.split('\n').map((line) => line.trim());
  const [first = '', line = '', ...others] = lines;
  const isScene = first === '' && line !== '' && others.every((other) => other === '') && !/[.!?:]$/.test(line);
  return isScene && sectionsOf(answer, 'negative').length > 0 ? cleanBackground(line, report) : '';
}

const order: readonly HeadingKind[] = ['caption', 'objects', 'background', 'negative'];

function tellHeadings(answer: Answer, report: Report): void {
  const kinds = answer.sections.map(({ heading }) => order.indexOf(heading?.kind ?? 'caption'));
  if (kinds.some((kind, index) => kind < (kinds[index - 1] ?? 0))) report.add('heading_order');
  for (const { heading } of answer.sections) for (const code of heading?.codes ?? []) report.add(code);
  const before: Section | undefined = answer.sections[0];
  if (before?.heading === null && before !== answer.list && before.body.trim() !== '') report.add('prose');
}
