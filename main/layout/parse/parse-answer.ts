import { AppError } from '../../../preload/contract/errors.ts';
import type { Canvas } from '../../../preload/contract/layout.ts';
import type { Warning } from '../../../preload/contract/stage1.ts';
import type { NamedBox } from '../filter.ts';
import type { Answer } from './answers.ts';
import { splitAnswers } from './answers.ts';
import { cleanText, showInvisible } from './clean-text.ts';
import { convertCoordinates } from './coordinates.ts';
import { findHeadings } from './headings.ts';
import type { AnswerReading } from './read-sections.ts';
import { readSections } from './read-sections.ts';
import { Report } from './warnings.ts';

export interface ParsedAnswer {
  boxes: NamedBox[];
  background: string;
  negative: string;
  warnings: Warning[];
}

const failures = {
  empty: 'The answer is empty.',
  no_layout: 'The answer is only text: there is no layout in it.',
  bad_list: 'The answer has the headings of a layout, but its list of boxes can not be read.',
  no_valid_boxes: 'The answer has a list, but no entry of it is a box: a name and four numbers.',
} as const;
type Failure = keyof typeof failures;

/**
 * Reads a language model's answer (spec 1.2 to 1.4, and tolerance where the reference gives up: golden/stage1/README.md).
 * Whatever was repaired, left out or looks doubtful is told in the warnings. The text is parsed, never evaluated.
 * @param asked the canvas in whose pixels the answer is; left out, the 512-pixel square
 * @returns boxes as x, y, width, height in pixels of the 512-pixel square, unfiltered
 * @throws AppError layout_unreadable, its detail the kind: empty, no_layout, bad_list or no_valid_boxes
 */
export function parseAnswer(text: string, asked?: Canvas): ParsedAnswer {
  const report = new Report();
  const visible = showInvisible(text, report);
  if (visible.trim() === '') throw failure('empty');
  const clean = cleanText(visible, report);
  const headings = findHeadings(clean);
  const answers = splitAnswers(clean, headings);
  let worst: Failure = 'no_layout';
  for (const answer of answers) {
    const own = new Report();
    const reading = readSections(answer, own);
    if (reading.status === 'boxes' || reading.status === 'empty') {
      report.addAll(own);
      if (hasOtherLists(answers, answer)) report.add('multiple_answers');
      return finish(reading, report, asked);
    }
    if (reading.status === 'invalid') worst = 'no_valid_boxes';
    else if (worst === 'no_layout' && answer.sections.some(({ heading }) => heading !== null)) worst = 'bad_list';
  }
  throw failure(worst);
}

function finish(reading: AnswerReading, report: Report, asked: Canvas | undefined): ParsedAnswer {
  const boxes = convertCoordinates(reading.boxes, report, asked);
  return { boxes, background: reading.background, negative: reading.negative, warnings: report.toWarnings() };
}

function hasOtherLists(answers: readonly Answer[], taken: Answer): boolean {
  return answers.some((answer) => answer !== taken && /[[({]/.test(answer.list.body));
}

function failure(kind: Failure): AppError {
  const message = `${failures[kind]} Your layout was not changed. Ask again, or correct the answer and paste it.`;
  return new AppError('layout_unreadable', message, { detail: kind });
}
