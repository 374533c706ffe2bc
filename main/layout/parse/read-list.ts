import { findBlock } from './find-block.ts';
import type { RawBox, Surroundings } from './find-boxes.ts';
import { findBoxes, findLooseBoxes } from './find-boxes.ts';
import type { JsonLayout } from './json-layout.ts';
import { findJsonLayout } from './json-layout.ts';
import type { Entry } from './literal-nodes.ts';
import { isEmptyGroup } from './literal-nodes.ts';
import type { Literals } from './literal-reader.ts';
import { readLiterals } from './literal-reader.ts';
import { tablesToTuples } from './table.ts';
import type { Report } from './warnings.ts';

export interface ListReading {
  /** `empty`: the answer says that there are no objects; `invalid`: there are entries, none of them a box. */
  status: 'boxes' | 'empty' | 'invalid' | 'unreadable' | 'blank';
  boxes: RawBox[];
  /** The object around the list, when the whole answer is one. */
  json: JsonLayout | null;
  /** The text behind the list. */
  rest: string;
}

const without = (status: ListReading['status']): ListReading => ({ status, boxes: [], json: null, rest: '' });

/** Reads the list of boxes in a text that may hold more than it (spec 1.2, 1.3 step 5). */
export function readList(region: string, around: Surroundings): ListReading {
  if (region.trim() === '') return without('blank');
  const text = tablesToTuples(region, around.report);
  const literals = readLiterals(text, around.report);
  const reading = readJson(literals, around) ?? readBlock(text, literals, around) ?? readLoose(literals, around);
  if (reading.status === 'boxes' && literals.open) around.report.add(around.cut ? 'truncated' : 'unbalanced');
  if (reading.status !== 'unreadable') return reading;
  const isEmpty = literals.entries.some(({ value }) => isEmptyGroup(value)) && !literals.open;
  const saysSo = around.announced && saysNone(text, literals.entries, around.report);
  return isEmpty || saysSo ? { ...reading, status: 'empty' } : reading;
}

/** An object with the parts of the answer as fields. */
function readJson({ entries }: Literals, around: Surroundings): ListReading | null {
  const json = findJsonLayout(entries);
  if (!json) return null;
  around.report.add('json');
  if (!json.alone) around.report.add('prose');
  const { objects } = json;
  if (objects.kind !== 'group' || (isEmptyGroup(objects) && !objects.open)) {
    return { ...without('empty'), json };
  }
  const { boxes, bad } = findBoxes(objects, around);
  for (const { label } of bad) around.report.add('bad_box', label);
  return { status: boxes.length > 0 ? 'boxes' : 'invalid', boxes, json, rest: '' };
}

function readBlock(text: string, { entries, bullets }: Literals, around: Surroundings): ListReading | null {
  const block = findBlock(entries, around);
  if (!block) return null;
  if (bullets) around.report.add('markdown');
  return { status: 'boxes', boxes: block.boxes, json: null, rest: text.slice(block.end) };
}

/** Names and numbers without a list around them. */
function readLoose({ entries, bullets }: Literals, around: Surroundings): ListReading {
  const { boxes, bad } = findLooseBoxes(entries, around);
  const serious = bad.filter((entry) => entry.serious);
  if (boxes.length === 0) return without(serious.length > 0 ? 'invalid' : 'unreadable');
  for (const { label } of serious) around.report.add('bad_box', label);
  if (serious.length < bad.length) around.report.add('prose');
  if (bullets) around.report.add('markdown');
  else if (!around.report.has('unquoted_name')) around.report.add('list_shape');
  return { ...without('boxes'), boxes };
}

const none = /^\W*(?:no objects?|none|n\/?a|nothing|null|nil|empty)?\W*$/i;
const noneInSentence = /\bno (?:specific |particular |distinct |visible |main )?objects?\b/i;
const longestSentence = 400;

/** Whether a text without a list says that there are no objects, as the reference lets it (spec 1.3 step 5). */
function saysNone(text: string, entries: readonly Entry[], report: Report): boolean {
  if (entries.some(({ value }) => value.kind === 'group') || text.length > longestSentence) return false;
  if (none.test(text.trim())) return true;
  if (!noneInSentence.test(text)) return false;
  report.add('prose');
  return true;
}
