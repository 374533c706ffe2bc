const open = '<think>';
const close = '</think>';
/** An answer has at most 900 tokens; more than this is a server that ignores the limit. */
const longestAnswer = 32_000;
const longestBlank = 200;

export interface AnswerTextOptions {
  /** A blank line ends the answer, as the stop sequence says. */
  endsAtBlankLine: boolean;
}

/** An answer as it grows: without the model's thoughts, and only up to where the layout ends. */
export class AnswerText {
  readonly #options: AnswerTextOptions;
  #text = '';
  #waiting = '';
  #thinking = false;
  #end: 'complete' | 'endless' | null = null;

  constructor(options: AnswerTextOptions) {
    this.#options = options;
  }

  get text(): string {
    return this.#text;
  }

  /** Why nothing more is needed: the layout is complete, or the model goes on without end. */
  get end(): 'complete' | 'endless' | null {
    return this.#end;
  }

  /** Takes the next piece; returns as much of it as belongs to the answer. */
  push(piece: string): string {
    if (this.#end !== null) return '';
    const before = this.#text.length;
    const text = this.#text + this.#withoutThoughts(piece);
    const end = endOfLayout(text, before, this.#options);
    this.#text = text.slice(0, end ?? longestAnswer);
    if (end !== null) this.#end = 'complete';
    else if (text.length > longestAnswer || trailingBlanks(text) > longestBlank) this.#end = 'endless';
    return this.#text.slice(before);
  }

  /** What was held back because a tag of thoughts might have begun there. */
  flush(): string {
    const rest = this.#thinking ? '' : this.#waiting;
    this.#waiting = '';
    this.#text += rest;
    return rest;
  }

  #withoutThoughts(piece: string): string {
    let rest = this.#waiting + piece;
    let shown = '';
    for (;;) {
      const tag = this.#thinking ? close : open;
      const at = rest.indexOf(tag);
      const passed = at < 0 ? rest.length - beginningOf(tag, rest) : at;
      if (!this.#thinking) shown += rest.slice(0, passed);
      if (at < 0) {
        this.#waiting = rest.slice(passed);
        return shown;
      }
      rest = rest.slice(at + tag.length);
      this.#thinking = !this.#thinking;
    }
  }
}

/** How many characters at the end of a text may be the beginning of a tag. */
function beginningOf(tag: string, text: string): number {
  for (let length = Math.min(tag.length - 1, text.length); length > 0; length--) {
    if (text.endsWith(tag.slice(0, length))) return length;
  }
  return 0;
}

/** Where a layout ends that was not yet complete at `before`, or null. */
function endOfLayout(text: string, before: number, { endsAtBlankLine }: AnswerTextOptions): number | null {
  const start = text.search(/\S/);
  if (start < 0) return null;
  const from = Math.max(start, text.lastIndexOf('\n', before - 2));
  const recent = text.slice(from);
  const ends = [
    endsAtBlankLine ? recent.indexOf('\n\n') : -1,
    recent.search(/\n\s*Caption:/),
    endOfMatch(/(?:^|\n)Negative prompt:[ \t]*\S[^\n]*(?=\n)/.exec(recent)),
  ].filter((end) => end >= 0);
  return ends.length === 0 ? null : from + Math.min(...ends);
}

function endOfMatch(match: RegExpExecArray | null): number {
  return match === null ? -1 : match.index + match[0].length;
}

function trailingBlanks(text: string): number {
  return text.length - text.trimEnd().length;
}
