import { cleanName } from './clean-prompt.ts';
import type { Coordinates } from './coordinates-of.ts';
import { coordinatesOf, fromFields, fromNumbers } from './coordinates-of.ts';
import { boxFieldForm, isNameField } from './fields.ts';
import type { Entry, GroupNode, LiteralNode, TextNode } from './literal-nodes.ts';
import { isEmptyGroup, isMissingNumber } from './literal-nodes.ts';
import { brokenNumbers, nameFirst } from './odd-pairs.ts';
import type { Report } from './warnings.ts';

export interface RawBox {
  name: string;
  coordinates: Coordinates;
}

/** An entry that is no box. `serious` when it was meant as one: it has numbers or a quoted name. */
export interface BadBox {
  label: string;
  serious: boolean;
}

export interface Found {
  boxes: RawBox[];
  bad: BadBox[];
}

export interface Surroundings {
  report: Report;
  /** Nothing follows the list: what is open at its end broke off. */
  cut: boolean;
  /** Headings stand around the list: words in its place may say that there are no objects. */
  announced: boolean;
}

/** The boxes of a group, whichever way it pairs names and numbers (golden policy 1 and 3). */
export function findBoxes(group: GroupNode, around: Surroundings): Found {
  return new BoxFinder(around).inGroup(group);
}

/** Names followed by numbers that stand outside any list: "a cat [1, 2, 3, 4], a dog [5, 6, 7, 8]". */
export function findLooseBoxes(entries: readonly Entry[], around: Surroundings): Found {
  return new BoxFinder(around).inSequence(entries, false);
}

/** Walks the members of one group with the name that waits for its numbers. */
class BoxFinder {
  private readonly around: Surroundings;
  private readonly report: Report;
  private readonly found: Found;
  private readonly boxesBefore: number;
  private bracket = '';
  private name: TextNode | null = null;
  private numbers: LiteralNode[] = [];
  private fields: Entry[] = [];

  constructor(around: Surroundings, found: Found = { boxes: [], bad: [] }) {
    this.around = around;
    this.found = found;
    this.boxesBefore = found.boxes.length;
    this.report = around.report;
  }

  inGroup(group: GroupNode): Found {
    this.bracket = group.bracket;
    return this.asRecord(group) ?? this.inSequence(nameFirst(group.entries, this.report), group.open);
  }

  inSequence(entries: readonly Entry[], open: boolean): Found {
    for (const { key, value } of entries) {
      if (key !== null) this.takeKeyed(key, value);
      else if (value.kind === 'group') this.takeGroup(value);
      else if (value.kind === 'number' || (this.name && isMissingNumber(value))) this.numbers.push(value);
      else this.takeText(value);
    }
    this.finish(open);
    return this.found;
  }

  /** A record with named fields, or a name followed by named coordinates; null for any other group. */
  private asRecord(group: GroupNode): Found | null {
    const texts = group.entries.flatMap(({ key, value }) => (value.kind === 'text' ? [{ key, value }] : []));
    const named = texts.find(({ key }) => isNameField(key));
    const name = named ?? texts.find(({ key }) => key === null);
    const field = group.entries.find(({ key }) => key !== null && boxFieldForm(key) !== undefined);
    const inner = field && coordinatesOf(field.value, this.report, boxFieldForm(field.key ?? ''));
    const own = fromFields(group.entries, this.report, group.open);
    const coordinates = inner ?? (own ? [own] : null);
    const nested = group.entries.some(({ value }) => value.kind === 'group' && value !== field?.value);
    if (!name || (!coordinates && (!named || nested))) return null;
    this.report.add(named ? 'json' : 'list_shape');
    if (coordinates) this.add(name.value, coordinates);
    else this.reject(name.value);
    return this.found;
  }

  private takeKeyed(key: string, value: LiteralNode): void {
    if (isNameField(key) && value.kind === 'text') return this.takeText(value);
    if (value.kind === 'number') this.fields.push({ key, value });
    if (value.kind !== 'group') return;
    const form = boxFieldForm(key);
    const coordinates = coordinatesOf(value, this.report, form);
    if (!coordinates) return this.takeGroup(value);
    if (form && this.name) return this.addPending(coordinates);
    this.finish(false);
    if (this.bracket !== '') this.report.add(this.bracket === '{' ? 'list_shape' : 'missing_comma');
    this.add({ kind: 'text', text: key, quoted: true, open: false }, coordinates);
  }

  private takeGroup(group: GroupNode): void {
    const coordinates = coordinatesOf(group, this.report) ?? (this.name && brokenNumbers(group, this.report));
    if (coordinates && group.entries.some(({ key }) => key !== null)) this.report.add('json');
    if (coordinates && this.name) return this.addPending(coordinates);
    if (coordinates) {
      this.numbers = [];
      this.reject(group);
      return;
    }
    this.finish(false);
    if (group.entries.length > 0 && group.entries.every(({ value }) => value.kind === 'group')) {
      this.report.add('list_shape');
    }
    new BoxFinder(this.around, this.found).inGroup(group);
  }

  private takeText(text: TextNode): void {
    const coordinates = this.name && coordinatesOf(text, this.report);
    if (coordinates) return this.addPending(coordinates);
    const isLast = !this.name && this.numbers.length === 4;
    if (!isLast) this.finish(false);
    this.name = text;
    if (isLast) this.finish(false);
  }

  /** Settles what waits: a name with loose numbers is a box, a name alone is none. */
  private finish(open: boolean): void {
    const { name, numbers } = this;
    const fields = name && fromFields(this.fields, this.report, open);
    this.name = null;
    this.numbers = [];
    this.fields = [];
    if ((name ?? numbers[0]) === undefined) return;
    if (open && this.around.cut) this.report.add('truncated');
    else if (fields) {
      this.report.add('json');
      this.add(name, [fields]);
    } else if (name && numbers.length > 0) {
      this.report.add('list_shape');
      this.add(name, [fromNumbers(numbers, this.report)]);
    } else if (name) this.reject(name);
    else if (this.found.boxes.length > this.boxesBefore) this.report.add('list_shape');
    else for (const number of numbers) this.reject(number);
  }

  private addPending(coordinates: readonly Coordinates[]): void {
    const { name } = this;
    this.name = null;
    if (name) this.add(name, coordinates);
    if (this.numbers.length > 0) this.report.add('list_shape');
    this.numbers = [];
  }

  private add(name: TextNode, boxes: readonly Coordinates[]): void {
    const cleaned = isMissingNumber(name) || /^[\d\s.]*$/.test(name.text) ? '' : cleanName(name.text, this.report);
    if (boxes.length > 1) this.report.add('list_shape');
    for (const coordinates of boxes) {
      if (this.around.cut && (coordinates.open || name.open)) this.report.add('truncated');
      else if (cleaned === '' || !isBox(coordinates)) this.reject(name, coordinates.numbers.length > 1);
      else {
        if (!name.quoted) this.report.add('unquoted_name');
        this.found.boxes.push({ name: cleaned, coordinates });
      }
    }
  }

  private reject(node: LiteralNode, hasNumbers = false): void {
    const serious = hasNumbers || (node.kind === 'text' ? node.quoted : isAttempt(node));
    this.found.bad.push({ label: labelOf(node), serious });
  }
}

/** Several numbers; a single one may be a footnote. */
function isAttempt(node: LiteralNode): boolean {
  if (node.kind !== 'group' || isEmptyGroup(node)) return false;
  return node.entries.length > 1 || node.entries.some(({ value }) => value.kind === 'group');
}

const isBox = ({ numbers }: Coordinates): boolean => numbers.length === 4 && numbers.every(Number.isFinite);

function labelOf(node: LiteralNode): string {
  if (isEmptyGroup(node)) return 'an empty entry';
  if (node.kind === 'group') return 'numbers without a name';
  const label = node.kind === 'text' ? node.text.trim() : String(node.value);
  return label === '' ? 'a box without a name' : label;
}
