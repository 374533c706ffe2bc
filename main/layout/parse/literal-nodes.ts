/** The tree that the literal reader makes of a list (spec 1.2): what stands there, not yet what it means. */
export type LiteralNode = TextNode | NumberNode | GroupNode;

export interface TextNode {
  kind: 'text';
  text: string;
  quoted: boolean;
  /** The text broke off before its closing quote. */
  open: boolean;
}

export interface NumberNode {
  kind: 'number';
  value: number;
  percent: boolean;
}

export interface GroupNode {
  kind: 'group';
  bracket: string; // the opening one
  entries: Entry[];
  /** The text ended, or a foreign bracket came, before the closing one. */
  open: boolean;
  /** Offset behind the group. */
  end: number;
}

/** One member of a group; `key` is what stood before a colon or an equals sign. */
export interface Entry {
  key: string | null;
  value: LiteralNode;
}

/** A key without case and punctuation: "Background prompt" and background_prompt are one. */
export const plainKey = (key: string): string => key.toLowerCase().replace(/[^a-z0-9]/g, '');

/** Whether a node is a group without any text or number in it. */
export function isEmptyGroup(node: LiteralNode): boolean {
  return node.kind === 'group' && node.entries.every(({ value }) => isEmptyGroup(value));
}

const unreadable = /^(?:nan|[+-]?inf(?:inity)?|none|null|undefined|true|false|\?+|n\/a|tbd|-+)$/i;

/** Whether a bare word stands where a number should: nan, None, ?. */
export function isMissingNumber(node: LiteralNode): boolean {
  return node.kind === 'text' && !node.quoted && unreadable.test(node.text);
}
