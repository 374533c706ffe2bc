import { readBareWord } from './bare-words.ts';
import type { Entry, GroupNode, LiteralNode } from './literal-nodes.ts';
import { plainForm } from './plain-forms.ts';
import { isQuote, readQuoted } from './quoted.ts';
import type { Report } from './warnings.ts';

/** Deeper than any layout, and shallow enough to walk the tree by recursion. */
const deepest = 32;

const opening = '[({';
const delimiters = '[](){},;:=';
const closerOf: Readonly<Record<string, string>> = { '[': ']', '(': ')', '{': '}' };

export interface Literals {
  entries: Entry[];
  /** Loose members began with bullets or numbers. */
  bullets: boolean;
  /** A bracket was never closed. */
  open: boolean;
}

interface Frame {
  group: GroupNode;
  key: string | null;
  /** A comma, a line end between loose members, or the start of the group came since the last value. */
  separated: boolean;
}

/**
 * Reads every literal of a text: lists, tuples, records, texts and numbers of Python and JSON, with what models get wrong in
 * them (spec 1.2, llm-and-shell-facts C3.3). Text is only ever read, never evaluated; time is linear, the stack stays flat.
 */
export function readLiterals(text: string, report: Report): Literals {
  return new LiteralReader(text, report).read();
}

const bullet = / *(?:[-*•+–] +|\d{1,3}[.)] +|\(\d{1,3}\) +)/y;
const stringPrefix = /[urbf]{1,2}(?=['"])/iy;
const wordEnd =
  /\\(?=[[\](){}])|[\n[\](){},;:=|\uFF08\uFF09\uFF0C\uFF1A\uFF1B\uFF1D\uFF3B\uFF3D\uFF5B\uFF5C\uFF5D【】、→]/g;
const marksOnly = /^[*_`~#>]+$/;

class LiteralReader {
  private readonly text: string;
  private readonly report: Report;
  private readonly root: Frame = frameOf('');
  private readonly stack: Frame[] = [this.root];
  private at = 0;
  private bullets = false;

  constructor(text: string, report: Report) {
    this.text = text;
    this.report = report;
  }

  read(): Literals {
    this.skipBullet();
    while (this.at < this.text.length) this.step();
    const open = this.stack.length > 1;
    while (this.stack.length > 1) this.pop(true);
    return { entries: this.root.group.entries, bullets: this.bullets, open };
  }

  private step(): void {
    const raw = this.text.charAt(this.at);
    const char = plainForm(raw);
    if (char !== raw && delimiters.includes(char)) this.report.add('fullwidth');
    if (char === ' ' || char === '|' || char === '→') this.at++;
    else if (char === '\n') this.endLine();
    else if (char === '#' || this.text.startsWith('//', this.at)) this.skipLine();
    else if (char === '\\') this.skipMark();
    else if (opening.includes(char)) this.open(char);
    else if (')]}'.includes(char)) this.close(char);
    else if (char === ',' || char === ';') this.separate(char);
    else if (char === ':' || char === '=') this.takeKey();
    else if (raw === '`' && this.isCodeMark()) this.skipMark();
    else if (!isQuote(raw) || !this.readQuoted()) this.readWord();
  }

  private top(): Frame {
    return this.stack.at(-1) ?? this.root;
  }

  private get loose(): boolean {
    return this.stack.length === 1;
  }

  private push(value: LiteralNode): void {
    const frame = this.top();
    const last = frame.group.entries.at(-1)?.value;
    if (frame.key === null && !frame.separated && !this.loose && last) {
      if (isClosedQuote(last) && isClosedQuote(value)) {
        last.text += value.text; // adjacent texts are one, as in Python
        return;
      }
      this.report.add('missing_comma');
    }
    frame.group.entries.push({ key: frame.key, value });
    frame.key = null;
    frame.separated = false;
  }

  private open(bracket: string): void {
    if (this.stack.length > deepest) {
      this.at = this.text.length;
      return;
    }
    this.stack.push(frameOf(bracket));
    this.at++;
  }

  private pop(open: boolean): void {
    const frame = this.stack.pop();
    if (!frame) return;
    frame.group.open = open;
    frame.group.end = this.at;
    this.push(frame.group);
  }

  /** Closes the innermost group that the bracket fits, and whatever is still open inside it. */
  private close(bracket: string): void {
    const fits = (frame: Frame): boolean => closerOf[frame.group.bracket] === bracket;
    const depth = this.stack.findLastIndex(fits);
    this.at++;
    if (depth !== this.stack.length - 1 || depth < 1) this.report.add('unbalanced');
    while (depth >= 1 && this.stack.length > depth) this.pop(false);
  }

  private separate(char: string): void {
    if (char === ';') this.report.add('missing_comma');
    this.top().separated = true;
    this.top().key = null;
    this.at++;
  }

  private takeKey(): void {
    const { group } = this.top();
    const last = group.entries.at(-1);
    this.at++;
    if (last === undefined || last.value.kind === 'group' || this.top().separated) return;
    group.entries.pop();
    this.top().key = last.value.kind === 'text' ? last.value.text : String(last.value.value);
    this.top().separated = true;
  }

  private endLine(): void {
    this.at++;
    if (!this.loose) return;
    this.root.separated = true;
    this.skipBullet();
  }

  private skipBullet(): void {
    bullet.lastIndex = this.at;
    if (!bullet.test(this.text)) return;
    this.at = bullet.lastIndex;
    this.bullets = true;
  }

  private skipLine(): void {
    const end = this.text.indexOf('\n', this.at);
    this.at = end < 0 ? this.text.length : end;
  }

  /** A backslash before a bracket or a backtick around the list is Markdown; a backslash and n is an escaped line end. */
  private skipMark(): void {
    const lineEnd = /^\\[nrt]/.test(this.text.slice(this.at, this.at + 2));
    this.report.add(lineEnd ? 'escaped_text' : 'markdown');
    this.at += lineEnd ? 2 : 1;
  }

  private isCodeMark(): boolean {
    const next = this.text.charAt(this.at + 1);
    return next === '' || next === '\n' || '[({`'.includes(next);
  }

  private readQuoted(): boolean {
    const quoted = readQuoted(this.text, this.at, this.loose, this.report);
    if (!quoted) return false;
    this.at = quoted.end;
    this.push({ kind: 'text', text: quoted.text, quoted: true, open: quoted.open });
    return true;
  }

  private readWord(): void {
    stringPrefix.lastIndex = this.at;
    if (stringPrefix.test(this.text)) {
      this.at = stringPrefix.lastIndex;
      return;
    }
    wordEnd.lastIndex = this.at + 1;
    const end = wordEnd.exec(this.text)?.index ?? this.text.length;
    const run = this.text.slice(this.at, end);
    const comment = run.indexOf(' #');
    const word = (comment < 0 ? run : run.slice(0, comment)).trim();
    this.at = comment < 0 ? end : this.at + comment;
    if (marksOnly.test(word)) this.report.add('markdown');
    else for (const node of readBareWord(word, this.report)) this.push(node);
  }
}

function frameOf(bracket: string): Frame {
  return { group: { kind: 'group', bracket, entries: [], open: true, end: 0 }, key: null, separated: true };
}

function isClosedQuote(node: LiteralNode): node is LiteralNode & { kind: 'text' } {
  return node.kind === 'text' && node.quoted && !node.open;
}
