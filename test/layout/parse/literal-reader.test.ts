import { describe, expect, test } from 'vitest';
import type { LiteralNode } from '../../../main/layout/parse/literal-nodes.ts';
import { readLiterals } from '../../../main/layout/parse/literal-reader.ts';
import { Report } from '../../../main/layout/parse/warnings.ts';

/** A tree in the notation of JSON; [key, value] pairs where a member has a key. */
function plain(node: LiteralNode): unknown {
  if (node.kind === 'text') return node.text;
  if (node.kind === 'number') return node.percent ? `${node.value}%` : node.value;
  return node.entries.map(({ key, value }) => (key === null ? plain(value) : [`${key}:`, plain(value)]));
}

function read(text: string): { values: unknown[]; codes: string[]; open: boolean } {
  const report = new Report();
  const { entries, open } = readLiterals(text, report);
  return { values: entries.map(({ value }) => plain(value)), codes: report.toWarnings().map(({ code }) => code), open };
}

describe('literals of Python and JSON', () => {
  test.each<[string, unknown]>([
    ["[('a', [1, 2.5, -3, 1e2])]", [['a', [1, 2.5, -3, 100]]]],
    ['[["a", (1, 2,),],]', [['a', [1, 2]]]],
    [
      '{"a": [1], "b": {"c": 2}}',
      [
        ['a:', [1]],
        ['b:', [['c:', 2]]],
      ],
    ],
    ['[1, # one\n 2, // two\n 3]', [1, 2, 3]],
    [
      String.raw`['a man\'s hat', "\u732b", 'tab\there', u'x', '\ud83d\ude00']`,
      ["a man's hat", '猫', 'tab\there', 'x', '😀'],
    ],
    ["['a ' 'kite', '']", ['a kite', '']],
    ['[.5, 5., 1_000, +7, 1e999]', [0.5, 5, 1000, 7, Infinity]],
    ['[0x10, 1j, 10+5, nan]', ['0x10', '1j', '10+5', 'nan']],
  ])('%s', (text, value) => expect(read(text)).toEqual({ values: [value], codes: [], open: false }));
});

describe('what models get wrong in them', () => {
  test.each<[string, unknown, string]>([
    ["['the dogs' bowl', 'it's', 'x']", ["the dogs' bowl", "it's", 'x'], 'unescaped_quote'],
    ["['the dogs', cats' bowl', [1]]", ["the dogs', cats' bowl", [1]], 'unescaped_quote'],
    ['["a sign saying "open"", [1]]', ['a sign saying "open"', [1]], 'unescaped_quote'],
    ["['a cat, [1, 2]]", ['a cat', [1, 2]], 'unescaped_quote'],
    ['[‘a’, “b”, «c», „d“, `e`]', ['a', 'b', 'c', 'd', 'e'], 'smart_quotes'],
    ['［（＇a＇，［１，−２］）］', [['a', [1, -2]]], 'fullwidth'],
    ['[1 2 3]', [1, 2, 3], 'missing_comma'],
    ["['a' [1]; 'b' [2]]", ['a', [1], 'b', [2]], 'missing_comma'],
    ['[010, 5px]', [10, 5], 'coerced_number'],
    ["[('a', [1, 2]]", [['a', [1, 2]]], 'unbalanced'],
    [String.raw`\[1, 2\]`, [1, 2], 'markdown'],
    ["['a\n   b']", ['a b'], 'joined_lines'],
  ])('%s', (text, value, code) => {
    const { values, codes } = read(text);
    expect(values[0]).toEqual(value);
    expect(codes).toContain(code);
  });

  test('what breaks off stays open', () => {
    expect(read("[('a', [1, 2")).toMatchObject({ values: [[['a', [1, 2]]]], open: true });
    expect(read("['a ca")).toMatchObject({ values: [['a ca']], open: true });
  });

  test('apostrophes of sentences open no text', () => {
    expect(read("'Tis the list you'd want [1]").values).toEqual(["'Tis the list you'd want", [1]]);
  });

  test('nothing nests deeper than a layout can', () => {
    const depth = (value: unknown): number => (Array.isArray(value) ? 1 + Math.max(0, ...value.map(depth)) : 0);
    expect(depth(read('['.repeat(1000)).values)).toBeLessThan(40);
  });
});
