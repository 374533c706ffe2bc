import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Rect } from '../../preload/contract/layout.ts';
import { chooseForm, formOfVersion } from '../../main/layout/prompting/choose.ts';
import { classicForm } from '../../main/layout/prompting/classic.ts';
import { jsonIn } from '../../main/layout/prompting/json-in.ts';
import { jsonForm } from '../../main/layout/prompting/json.ts';
import { objectsForm } from '../../main/layout/prompting/objects.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const square = { width: 512, height: 512 };
const wide = { width: 1024, height: 512 };
const all = [
  ['classic', classicForm()],
  ['json', jsonForm()],
  ['objects', objectsForm()],
] as const;

describe('how a model is asked', () => {
  it.each([
    ['studio-1', 56e9],
    ['studio-1', 7e9],
    ['studio-1', null],
    ['studio-objects-1', 1.5e9],
    ['studio-objects-1', 135e6],
  ])('is with template %s for %s parameters', (version, parameters) => {
    expect(chooseForm('auto', parameters).version).toBe(version);
  });

  it('is as the user wishes', () => {
    expect(chooseForm('json', 1e9).version).toBe('studio-json-1');
    expect(chooseForm('classic', 1e9).version).toBe('studio-1');
    expect(chooseForm('objects', null).version).toBe('studio-objects-1');
  });

  it("may be in the user's own words, which are another version", () => {
    const own = join(temporaryFolder(), 'templates');
    mkdirSync(own);
    expect(classicForm(own).version).toBe('studio-1');
    writeFileSync(join(own, 'studio-1.txt'), 'Boxes for {caption}, please.\nObjects:');
    const form = classicForm(own);
    expect(form.version).toMatch(/^studio-1\+[\da-f]{8}$/);
    expect(form.fill('a cat')).toBe('Boxes for a cat, please.\nObjects:');
    writeFileSync(join(own, 'studio-1.txt'), 'Boxes, please.');
    expect(() => classicForm(own)).toThrow(expect.objectContaining({ code: 'bad_request' }));
  });
});

describe.each(all)('the template of the form %s', (name, form) => {
  const filled = form.fill(' a {caption} on a $& mat \n');
  const examples = filled
    .split('\n\n')
    .filter((part) => part.startsWith('Caption: ') && !part.includes('{caption}'))
    .map((part) => {
      const end = part.indexOf('\n');
      return { caption: part.slice('Caption: '.length, end), answer: part.slice(end + 1) };
    });

  it('takes the sentence in one place, as it is', () => {
    expect(filled.match(/a \{caption\} on a \$& mat/g)).toHaveLength(1);
    expect(filled).toMatch(name === 'classic' ? /mat\nObjects:$/ : /\nCaption: a \{caption\} on a \$& mat$/);
    expect(form.again(' a cat ')).toMatch(/^Caption: a cat(?:\nObjects:)?$/);
  });

  it('shows examples that are clean answers in its own form', () => {
    expect(examples.length).toBeGreaterThanOrEqual(3);
    for (const { caption, answer } of examples) {
      const { layout, warnings } = form.read(caption, answer, square);
      expect(layout.boxes.length, caption).toBeGreaterThanOrEqual(2);
      expect(warnings.filter(({ code }) => code !== 'placed_by_rules')).toEqual([]);
      expect(layout.negative !== '').toBe(caption.includes('without'));
      for (const { rect } of layout.boxes) {
        expect(rect.x >= 0 && rect.y >= 0 && rect.x + rect.width <= 512 && rect.y + rect.height <= 512).toBe(true);
      }
    }
  });

  it('asks for all fields of its schema, and its examples have them', () => {
    if (form.schema === null) return;
    const { required } = form.schema.schema as { required: string[] };
    for (const { answer } of examples) expect(Object.keys(JSON.parse(answer) as object)).toEqual(required);
    expect(filled).toMatch(/JSON/); // some servers insist on the word
  });
});

describe('a layout on another canvas', () => {
  const list = "[('a dog', [128, 128, 256, 256])]\nBackground prompt: a park\nNegative prompt: ";
  const json = '{"objects":[{"name":"a dog","x":128,"y":128,"width":256,"height":256}],"background":"","negative":""}';
  const tall = { width: 512, height: 1024 };

  it.each([
    ['classic', classicForm, list],
    ['json', jsonForm, json],
  ] as const)('is asked for in its own pixels where it is no square: form %s', (_name, form, answer) => {
    const asked = form(undefined, wide);
    expect(asked.version).toBe(`${form().version}@1024x512`);
    expect(asked.fill('a dog')).toMatch(/\b1024\b.*\b512\b/);
    const { layout } = asked.read('a dog', answer, wide);
    expect([layout.canvas, layout.boxes[0]?.rect]).toEqual([wide, { x: 128, y: 128, width: 256, height: 256 }]);
  });

  it.each([
    [classicForm(), '95ad3c6193fa5a018519aaaf7e8129f032f3d548fa62769c250e57598d92d7a5'],
    [jsonForm(), '588c0d406906a72df011a941bf6aebe54319501e5087f42eb60f33587d0a187d'],
  ])('leaves the question for a square as it is, to the letter: stored answers depend on it', (form, hash) => {
    expect(createHash('sha256').update(form.fill('a cat')).digest('hex')).toBe(hash);
  });

  it.each([256, 768, 1024])('is asked for as the 512-pixel square and scaled where it is a square of %d', (side) => {
    const canvas = { width: side, height: side };
    for (const [form, answer] of [
      [classicForm, list],
      [jsonForm, json],
    ] as const) {
      const asked = form(undefined, canvas);
      expect([asked.version, asked.fill('a dog')]).toEqual([form().version, form().fill('a dog')]);
      const { layout } = asked.read('a dog', answer, canvas);
      expect(layout.boxes[0]?.rect).toEqual({ x: side / 4, y: side / 4, width: side / 2, height: side / 2 });
    }
  });

  it.each([wide, tall, { width: 832, height: 576 }])('has examples in proportion: $width×$height', (canvas) => {
    for (const form of [classicForm, jsonForm]) {
      const [before, after] = [boxesIn(form().fill('x')), boxesIn(form(undefined, canvas).fill('x'))];
      expect(after.length).toBe(before.length);
      after.forEach(({ x, y, width, height }, i) => {
        const from = before[i] ?? { x: NaN, y: NaN, width: NaN, height: NaN };
        expect(Math.abs(width / height - from.width / from.height)).toBeLessThan(0.05);
        expect(Math.abs((x + width / 2) / canvas.width - (from.x + from.width / 2) / 512)).toBeLessThan(0.005);
        expect(Math.abs((y + height / 2) / canvas.height - (from.y + from.height / 2) / 512)).toBeLessThan(0.005);
        expect(x >= 0 && y >= 0 && x + width <= canvas.width && y + height <= canvas.height).toBe(true);
      });
    }
  });

  it('shows shares, percentages and thousandths on it as well', () => {
    const read = (boxes: string) => classicForm(undefined, wide).read('s', `${boxes}\nBackground prompt: x`, wide);
    expect(read("[('a dog', [0.25, 0.25, 0.5, 0.5])]").layout.boxes[0]?.rect.width).toBe(512);
    expect(read("[('a dog', ['25%', '25%', '50%', '50%'])]").layout.boxes[0]?.rect.width).toBe(512);
    expect(read("[('a dog', [900, 100, 100, 100])]").warnings).toEqual([]);
  });

  it("is asked for as the square by a user's template that does not tell the size", () => {
    const own = join(temporaryFolder(), 'templates');
    mkdirSync(own);
    writeFileSync(join(own, 'studio-1.txt'), 'Boxes in 512 by 512 for {caption}, please.\nObjects:');
    const form = classicForm(own, wide);
    expect(form.version).toMatch(/^studio-1\+[\da-f]{8}$/);
    expect(form.read('a dog', list, wide).layout.boxes[0]?.rect).toEqual({ x: 256, y: 128, width: 512, height: 256 });
    writeFileSync(join(own, 'studio-1.txt'), '{width} by {height} for {caption}.\nObjects:');
    expect(classicForm(own, wide).version).toMatch(/^studio-1\+[\da-f]{8}@1024x512$/);
    expect(classicForm(own, wide).fill('a {width} sign')).toBe('1024 by 512 for a {width} sign.\nObjects:');
  });

  it('is read again from what was stored, by its version', () => {
    const form = formOfVersion('studio-json-1+0a1b2c3d@1024x512');
    expect(form.read('a dog', json, wide).layout.boxes[0]?.rect.x).toBe(128);
    expect(formOfVersion('studio-json-1').read('a dog', json, wide).layout.boxes[0]?.rect.x).toBe(256);
    expect(formOfVersion('v0.1').read('a dog', list, square).layout.boxes[0]?.rect.x).toBe(128);
    expect(formOfVersion('studio-1@9x9').version).toBe('studio-1');
  });
});

/** The boxes of a request's examples, in either form. */
const boxesIn = (text: string): Rect[] =>
  Array.from(
    text.matchAll(/\[(\d+), (\d+), (\d+), (\d+)\]|"x": (\d+), "y": (\d+), "width": (\d+), "height": (\d+)/g),
  ).map((match) => {
    const [x = NaN, y = NaN, width = NaN, height = NaN] = match.slice(1).filter(Boolean).map(Number);
    return { x, y, width, height };
  });

describe('objects that a small model names', () => {
  const object = (name: string, more: object = {}) => ({
    name,
    count: 1,
    where: 'anywhere',
    relation: 'none',
    to: '',
    ...more,
  });
  const read = (objects: object[], more: object = {}, canvas = square) =>
    objectsForm().read('s', JSON.stringify({ objects, background: 'a park', negative: '', ...more }), canvas).layout;
  const captions = (objects: object[]): string[] => read(objects).boxes.map((box) => box.caption);
  const rects = (objects: object[], canvas = square): Record<string, Rect> =>
    Object.fromEntries(read(objects, {}, canvas).boxes.map(({ caption, rect }) => [caption, rect]));
  const centre = ({ x, y, width, height }: Rect = { x: NaN, y: NaN, width: NaN, height: NaN }) => ({
    x: x + width / 2,
    y: y + height / 2,
  });

  it('get as many boxes as counted, with an article each', () => {
    expect(captions([object('a red car', { count: 2 }), object('dogs', { count: 3 }), object('old umbrella')])).toEqual(
      [...Array<string>(2).fill('a red car'), ...Array<string>(3).fill('a dog'), 'an old umbrella'],
    );
  });

  it.each([2_000_000_000_000_000, -1, 0, 1.5, 'many', null])('are one where the count is nonsense: %s', (count) => {
    expect(captions([object('a cat', { count })])).toEqual(['a cat']);
  });

  it('keep their details', () => {
    expect(captions([object('a man wearing a red hat')])).toEqual(['a man wearing a red hat']);
  });

  it('stand where the model says', () => {
    const { 'a cat': cat, 'a dog': dog } = rects([
      object('a cat', { where: 'right' }),
      object('a dog', { where: 'top left' }),
    ]);
    expect(centre(cat).x).toBeGreaterThan(256);
    expect(centre(dog).x).toBeLessThan(256);
    expect(centre(dog).y).toBeLessThan(256);
  });

  it('stand to each other as the model says', () => {
    const found = rects([
      object('a cat', { relation: 'right of', to: 'the dog' }),
      object('a dog'),
      object('a vase', { relation: 'on', to: 'table' }),
      object('a wooden table'),
    ]);
    expect(centre(found['a cat']).x).toBeGreaterThan(centre(found['a dog']).x);
    const [vase, table] = [found['a vase'], found['a wooden table']];
    expect(centre(vase).y).toBeLessThan(centre(table).y);
    expect(Math.abs(centre(vase).x - centre(table).x)).toBeLessThan((table?.width ?? 0) / 2);
  });

  it('are placed on the canvas as it is', () => {
    const { 'a cat': cat } = rects([object('a cat', { where: 'right' })], wide);
    expect(centre(cat).x).toBeGreaterThan(512);
  });

  it('may be relations without an end, or to themselves: those are passed over', () => {
    expect(
      captions([object('a cat', { relation: 'on', to: 'the moon' }), object('a dog', { relation: 'on', to: 'a dog' })]),
    ).toEqual(['a cat', 'a dog']);
  });

  it('may come in a broken form; what is complete is taken', () => {
    const json = JSON.stringify({ objects: [object('a cat'), object('a dog')], background: 'a park', negative: '' });
    const names = (text: string) =>
      objectsForm()
        .read('s', text, square)
        .layout.boxes.map((box) => box.caption);
    expect(names(`Sure!\n\`\`\`json\n${json}\n\`\`\``)).toEqual(['a cat', 'a dog']);
    expect(names(json.slice(0, json.indexOf('a dog')))).toEqual(['a cat']);
    expect(names("[('a cat', [10, 10, 90, 90])]\nBackground prompt: x")).toEqual(['a cat']);
  });

  it.each(['', 'no', '{"objects": []}', '{"objects": [{"name": ""}]}', '{"a": 1}'])('may be none: %j', (text) => {
    expect(() => objectsForm().read('s', text, square)).toThrow(expect.objectContaining({ code: 'layout_unreadable' }));
  });
});

describe('jsonIn', () => {
  it.each<[string, unknown]>([
    ['{"a": [1, {"b": "]}"}]} and more }', { a: [1, { b: ']}' }] }],
    ['text {"a": "\\"{"}', { a: '"{' }],
    ['{"a": [{"b": 1}, {"b": 2', { a: [{ b: 1 }] }],
    ['{"a": [{"b": 1}], "c": "un', { a: [{ b: 1 }] }],
    ['{"a": 1', undefined],
    ['{a: 1}', undefined],
    ['none', undefined],
  ])('of %j', (text, value) => {
    expect(jsonIn(text)).toEqual(value);
  });
});
