import { splitAnswers } from '../parse/answers.ts';
import { cleanText, showInvisible } from '../parse/clean-text.ts';
import { findHeadings } from '../parse/headings.ts';
import { readSections } from '../parse/read-sections.ts';
import { Report } from '../parse/warnings.ts';

export interface Understood {
  background: string;
  negative: string;
}

/** What can be understood of an answer whose boxes can not be read: the prompts under its headings; empty where there are none. */
export function understood(text: string): Understood {
  const report = new Report();
  const clean = cleanText(showInvisible(text, report), report);
  for (const answer of splitAnswers(clean, findHeadings(clean))) {
    if (answer.sections.every(({ heading }) => heading === null)) continue;
    const { background, negative } = readSections(answer, report);
    if (background !== '' || negative !== '') return { background, negative };
  }
  return { background: '', negative: '' };
}
