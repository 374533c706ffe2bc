import type { Entry, LiteralNode } from './literal-nodes.ts';
import { isMissingNumber, plainKey } from './literal-nodes.ts';

/** An answer given as one object with the parts as fields. */
export interface JsonLayout {
  objects: LiteralNode;
  background: LiteralNode | null;
  negative: LiteralNode | null;
  /** Nothing else stands beside it. */
  alone: boolean;
}

const fields = {
  objects: ['objects', 'boxes', 'boundingboxes', 'layout', 'elements', 'items', 'annotations'],
  background: ['backgroundprompt', 'background', 'bgprompt', 'bg'],
  negative: ['negativeprompt', 'negative', 'negativeprompts'],
} as const;
const deepest = 3;

/** Finds the innermost object that has a list of objects as a field. */
export function findJsonLayout(root: readonly Entry[]): JsonLayout | null {
  const path = findFields(root, deepest);
  const objects = path?.[0] && valueOf(path[0], 'objects');
  if (!path || !objects) return null;
  const isBare = path[0] === root; // fields without an object around them
  const prompt = (field: 'background' | 'negative'): LiteralNode | null =>
    path.map((entries) => valueOf(entries, field)).find((value) => value !== null) ?? null;
  return {
    objects,
    background: prompt('background'),
    negative: prompt('negative'),
    alone: isBare ? root.every(({ key }) => key !== null) : root.length === 1 && root[0]?.key === null,
  };
}

/** The fields beside the list and those around them, from the inside out. */
function findFields(entries: readonly Entry[], depth: number): (readonly Entry[])[] | null {
  const objects = valueOf(entries, 'objects');
  if (objects && (objects.kind === 'group' || isMissingNumber(objects))) {
    const deeper = objects.kind === 'group' && depth > 0 ? findFields(objects.entries, depth - 1) : null;
    return [...(deeper ?? []), entries];
  }
  if (depth === 0) return null;
  for (const { value } of entries.slice(0, 100)) {
    const inner = value.kind === 'group' ? findFields(value.entries, depth - 1) : null;
    if (inner) return [...inner, entries];
  }
  return null;
}

function valueOf(entries: readonly Entry[], field: keyof typeof fields): LiteralNode | null {
  for (const name of fields[field]) {
    const entry = entries.find(({ key }) => key !== null && plainKey(key) === name);
    if (entry) return entry.value;
  }
  return null;
}

/** A prompt that is a field: a text, or a list of texts; "" for null. */
export function fieldText(node: LiteralNode | null): string {
  if (node === null || isMissingNumber(node)) return '';
  if (node.kind === 'text') return node.text;
  if (node.kind === 'number') return String(node.value);
  return node.entries.map(({ value }) => fieldText(value)).join(', ');
}
