import type { Warning } from '../../../preload/contract/stage1.ts';

/** What can be said about an answer: stable codes, and the sentence the user reads. `details` name what was met. */
const sentences = {
  // the text around the layout
  think_block: () => 'The thoughts before the answer were skipped.',
  code_fence: () => 'The answer stood in a code block; the marks of the block were removed.',
  prose: () => 'Text around the layout was left out.',
  markdown: () => 'Formatting marks (bold, bullets, tables, code) were removed.',
  html_entities: () => 'HTML codes in the answer were turned into the characters they stand for.',
  invisible: () => 'Invisible characters were removed or turned into blanks.',
  escaped_text: () => 'The answer came as one escaped text and was unescaped.',
  multiple_answers: () => 'The answer holds more than one layout; only one of them was taken.',
  truncated: () => 'The answer breaks off. What was complete was kept; something may be missing at its end.',
  // headings
  heading_variant: () => 'A heading was written in another way than asked for.',
  heading_order: () => 'The parts of the answer came in another order than asked for.',
  duplicate_heading: () => 'A heading occurs more than once; its first text was taken.',
  missing_background: () => 'The answer has no background prompt. Write one, or leave it empty.',
  // the list
  json: () => 'The answer uses records with named fields instead of the asked format.',
  list_shape: () => 'The list of boxes was put together in another way than asked for and was rearranged.',
  unbalanced: () => 'Brackets were missing or too many; they were paired as well as possible.',
  missing_comma: () => 'Missing or wrong separators in the list of boxes were put right.',
  smart_quotes: () => 'Typographic quotes around names were read as plain ones.',
  unescaped_quote: () => 'A quotation mark inside a name was kept as part of the name.',
  unquoted_name: () => 'Names without quotation marks were taken as they stand.',
  fullwidth: () => 'Full-width characters were read as their plain forms.',
  bad_box: (details) =>
    `Left out, because a box needs a name and four numbers: ${named(details)}. Draw what is missing by hand.`,
  // coordinates
  coerced_number: () => 'Numbers written as text, with a unit or with leading zeros were read as plain numbers.',
  corners: () => 'The boxes were given by two corners and were turned into position and size.',
  scale_1000: () => 'The boxes were given on a scale of 1000 and were scaled to the canvas.',
  normalized: () => 'The boxes were given as fractions of the picture and were scaled to the canvas.',
  maybe_corners: () =>
    'The boxes may be given by two corners instead of position and size. They were kept as given: check them.',
  maybe_1000: () =>
    'The boxes may be meant for a canvas of about 1000 pixels. They were kept as given: check their size.',
  out_of_canvas: (details) => `Boxes reach outside the picture: ${named(details)}.`,
  // prompts
  quoted_prompt: () => 'Quotation marks around a prompt or a name were removed.',
  none_negative: () => 'The negative prompt said that there is none; it was left empty.',
  none_background: () => 'The background prompt said that there is none; it was left empty.',
  list_negative: () => 'The negative prompt was a list and was joined with commas.',
  joined_lines: () => 'A prompt or name that ran over several lines was joined into one.',
} satisfies Record<string, (details: readonly string[]) => string>;

export type WarningCode = keyof typeof sentences;

const shown = 5;

function named(details: readonly string[]): string {
  const names = details.slice(0, shown).map((detail) => `"${detail.length > 40 ? `${detail.slice(0, 40)}…` : detail}"`);
  const more = details.length - names.length;
  return more > 0 ? `${names.join(', ')} and ${more} more` : names.join(', ');
}

/** Collects what was repaired, guessed or left out; every code is told once. */
export class Report {
  private readonly found = new Map<WarningCode, string[]>();

  add(code: WarningCode, detail?: string): void {
    const details = this.found.get(code) ?? [];
    this.found.set(code, details);
    if (detail !== undefined) details.push(detail);
  }

  addAll(other: Report): void {
    for (const [code, details] of other.found) {
      this.add(code);
      for (const detail of details) this.add(code, detail);
    }
  }

  has(code: WarningCode): boolean {
    return this.found.has(code);
  }

  toWarnings(): Warning[] {
    return Array.from(this.found, ([code, details]) => ({ code, message: sentences[code](details) }));
  }
}
