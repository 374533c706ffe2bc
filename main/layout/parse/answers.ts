import type { Heading, HeadingKind } from './headings.ts';

/** A heading with the text under it; the text before the first heading has none. */
export interface Section {
  heading: Heading | null;
  body: string;
  /** Nothing follows: the text may have broken off here. */
  last: boolean;
}

/** The sections of one layout. A text may hold several: options, invented continuations, pasted examples. */
export interface Answer {
  sections: Section[];
  /** Where the list of boxes is expected. */
  list: Section;
}

export const sectionsOf = (answer: Answer, kind: HeadingKind): Section[] =>
  answer.sections.filter(({ heading }) => heading?.kind === kind);

const hasBracket = (text: string): boolean => /[[({［（｛【]/.test(text);

/**
 * Cuts a text into answers and orders them by which one is to be read (golden policy 5): the first complete one, but the last one
 * where the text begins with a caption, because then the template's examples were pasted along.
 */
export function splitAnswers(text: string, headings: readonly Heading[]): Answer[] {
  const groups = groupSections(toSections(text, headings));
  const answers = groups.map((sections): Answer => ({ sections, list: listSection(sections) }));
  const startsWithCaption = headings[0]?.kind === 'caption' && !hasBracket(text.slice(0, headings[0].start));
  if (startsWithCaption) answers.reverse();
  const isComplete = (answer: Answer): boolean =>
    sectionsOf(answer, 'background').length > 0 ||
    (!startsWithCaption && answer === answers[0] && answer.list.heading === null);
  return [...answers.filter(isComplete), ...answers.filter((answer) => !isComplete(answer))];
}

function toSections(text: string, headings: readonly Heading[]): Section[] {
  const before: Section = { heading: null, body: text.slice(0, headings[0]?.start), last: headings.length === 0 };
  const sections = headings.map((heading, index): Section => {
    const next = headings[index + 1];
    return { heading, body: text.slice(heading.end, next?.start), last: next === undefined };
  });
  return [before, ...sections];
}

/** A caption begins an answer, and so does a second list. */
function groupSections(sections: readonly Section[]): Section[][] {
  const groups: Section[][] = [];
  let current: Section[] = [];
  for (const section of sections) {
    const kind = section.heading?.kind;
    if (kind === 'caption' || (kind === 'objects' && hasList(current))) {
      groups.push(current);
      current = [];
    }
    current.push(section);
  }
  return [...groups, current].filter((group) => group.some(({ heading, body }) => heading ?? body.trim() !== ''));
}

function hasList(sections: readonly Section[]): boolean {
  const has = (kind: HeadingKind): boolean => sections.some(({ heading }) => heading?.kind === kind);
  const first = sections[0];
  const bare = first !== undefined && first.heading === null && hasBracket(first.body) && has('background');
  return has('objects') || bare;
}

function listSection(sections: readonly Section[]): Section {
  const objects = sections.find(({ heading }) => heading?.kind === 'objects');
  const first = sections[0];
  if (objects) return objects;
  if (!first || (first.heading && first.heading.kind !== 'caption')) return { heading: null, body: '', last: false };
  if (!first.heading) return first;
  const lineEnd = first.body.indexOf('\n'); // the caption itself
  return { heading: null, body: lineEnd < 0 ? '' : first.body.slice(lineEnd), last: first.last };
}
