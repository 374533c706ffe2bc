import type { BoxForm } from './fields.ts';
import { coordinateFields, isNameField } from './fields.ts';
import type { Entry, LiteralNode, NumberNode } from './literal-nodes.ts';
import { isMissingNumber, plainKey } from './literal-nodes.ts';
import { readLiterals } from './literal-reader.ts';
import { Report } from './warnings.ts';

/** The numbers given for one box; NaN stands where something else than a number stood. */
export interface Coordinates {
  numbers: number[];
  percent: boolean;
  form: BoxForm;
  /** The text broke off inside these numbers: the last one may lack digits. */
  open: boolean;
}

/**
 * What a node says about boxes: one box for four numbers, several for a list of such lists.
 * @returns null for a node that is no attempt at numbers
 */
export function coordinatesOf(node: LiteralNode, report: Report, form: BoxForm = 'size'): Coordinates[] | null {
  if (node.kind === 'number') return null;
  if (node.kind === 'text') return fromText(node.text, node.quoted, report, form);
  if (node.entries.some(({ key }) => key !== null)) {
    const hasName = node.entries.some(({ key }) => key === null || isNameField(key));
    const fields = hasName ? null : fromFields(node.entries, report, node.open);
    return fields && [fields];
  }
  const members = node.entries.map((entry) => entry.value);
  if (members.every(isNumberLike)) return [fromNumbers(members, report, form, node.open)];
  const nested = members.map((member) => (member.kind === 'group' ? coordinatesOf(member, report, form) : null));
  if (!nested.every((list) => list !== null && list.length === 1)) return null;
  report.add('list_shape');
  return nested.flatMap((list) => list ?? []);
}

/** The numbers of `members`, which may be written as texts. */
export function fromNumbers(
  members: readonly LiteralNode[],
  report: Report,
  form: BoxForm = 'size',
  open = false,
): Coordinates {
  const numbers = members.map((member) => toNumber(member, report));
  const percent = numbers.length > 0 && numbers.every((number) => number?.percent === true);
  const mixed = !percent && numbers.some((number) => number?.percent === true);
  return { numbers: numbers.map((number) => (mixed ? NaN : (number?.value ?? NaN))), percent, form, open };
}

/** Four fields with names of coordinates, other fields aside. */
export function fromFields(entries: readonly Entry[], report: Report, open: boolean): Coordinates | null {
  const fields = new Map(entries.map(({ key, value }) => [plainKey(key ?? ''), value]));
  for (const [names, form] of coordinateFields) {
    const members = names.flatMap((name) => fields.get(name) ?? []);
    if (members.length === names.length && members.every((member) => member.kind !== 'group')) {
      return fromNumbers(members, report, form, open);
    }
  }
  return null;
}

function isNumberLike(node: LiteralNode): boolean {
  if (node.kind === 'number' || isMissingNumber(node)) return true;
  return node.kind === 'text' && toNumber(node, new Report()) !== null;
}

function toNumber(node: LiteralNode, report: Report): NumberNode | null {
  if (node.kind === 'number') return node;
  if (node.kind === 'group' || !node.quoted) return null;
  const [entry, ...others] = readLiterals(node.text, new Report()).entries;
  if (entry?.value.kind !== 'number' || others.length > 0) return null;
  report.add('coerced_number');
  return entry.value;
}

const longestText = 100;

/** Numbers that were put between quotes: '[18, 98, 135, 179]', 'x: 18, y: 98, w: 135, h: 179'. */
function fromText(text: string, quoted: boolean, report: Report, form: BoxForm): Coordinates[] | null {
  if (!quoted || text.length > longestText) return null;
  const { entries } = readLiterals(text, new Report());
  const first = entries[0]?.value;
  const members = first?.kind === 'group' && entries.length === 1 ? first.entries : entries;
  const numbers = members.flatMap(({ key, value }) => (key === null && value.kind === 'number' ? value : []));
  const isPlain = numbers.length === 4 && members.length === 4;
  const coordinates = isPlain ? fromNumbers(numbers, report, form) : fromFields(members, report, false);
  if (coordinates) report.add('coerced_number');
  return coordinates && [coordinates];
}
