import { describe, expect, it } from 'vitest';
import type { Box, Layout, Rect } from '../../preload/contract/layout.ts';
import { layoutSchema } from '../../preload/contract/layout.ts';
import type { Change, Revision } from '../../preload/contract/revise.ts';
import { revisionSchema } from '../../preload/contract/revise.ts';
import { overlapOf } from '../../main/layout/geometry/rects.ts';
import { GgufProvider } from '../../main/layout/providers/gguf.ts';
import { environmentKeys } from '../../main/layout/providers/key-store.ts';
import { ollamaProvider } from '../../main/layout/providers/ollama.ts';
import { OpenAiProvider } from '../../main/layout/providers/openai.ts';
import { reviseByRules } from '../../main/layout/revise/by-rules.ts';
import { applyChanges } from '../../main/layout/revise/changes.ts';
import { reviseLayout } from '../../main/layout/revise/revise.ts';
import type { FakeOpenAiOptions } from '../helpers/fake-openai.ts';
import { fakeOpenAi, oneByOne, speaks } from '../helpers/fake-openai.ts';
import { failures } from '../helpers/fake-openai-shapes.ts';

const box = (id: string, caption: string, [x, y, width, height]: number[], more: Partial<Box> = {}): object => ({
  ...{ id, caption, rect: { x, y, width, height } },
  ...more,
});
const desk = (more: Partial<Layout> = {}): Layout =>
  layoutSchema.parse({
    background: 'A room',
    boxes: [
      box('white', 'a cat', [20, 300, 100, 100]),
      box('black', 'a black cat', [200, 300, 100, 100]),
      box('car', 'a red car', [330, 280, 170, 120]),
      box('table', 'a wooden table', [40, 60, 160, 90]),
    ],
    ...more,
  });

const changes = (sentence: string, layout = desk()): Change[] => {
  const { changes: made, problem } = reviseByRules(layout, sentence);
  expect(problem).toBeNull();
  return made;
};
/** The layout after a sentence, its boxes by id. */
function after(sentence: string, layout = desk()): Record<string, Rect & { caption: string }> {
  const revised = layoutSchema.parse(applyChanges(layout, changes(sentence, layout)));
  return Object.fromEntries(revised.boxes.map(({ id, caption, rect }) => [id, { caption, ...rect }]));
}
const before = Object.fromEntries(desk().boxes.map(({ id, caption, rect }) => [id, { caption, ...rect }]));
const at = (rect: Rect | undefined) => ({
  x: (rect?.x ?? NaN) + (rect?.width ?? NaN) / 2,
  y: (rect?.y ?? NaN) + (rect?.height ?? NaN) / 2,
});
const idsOf = (made: readonly Change[]): string[] => made.map((change) => ('id' in change ? change.id : change.kind));

describe('which boxes are meant', () => {
  it.each<[string, string[]]>([
    ['remove the cats', ['white', 'black']],
    ['delete both cats', ['white', 'black']],
    ['remove the second cat', ['black']],
    ['Remove the 1st cat.', ['white']],
    ['please remove the black cat', ['black']],
    ['get rid of the cat on the right', ['black']],
    ['remove the leftmost cat', ['white']],
    ['remove the last cat', ['black']],
    ['remove the largest box', ['car']],
    ['remove the table', ['table']],
    ['remove the car and delete the table', ['car', 'table']],
    ['remove everything', ['white', 'black', 'car', 'table']],
    ['no cats', ['white', 'black']],
  ])('"%s"', (sentence, ids) => {
    const made = changes(sentence);
    expect(made.every(({ kind }) => kind === 'remove')).toBe(true);
    expect(idsOf(made)).toEqual(ids);
  });

  it('may be open: the leftmost is taken, and that is told', () => {
    const { changes: made, warnings } = reviseByRules(desk(), 'remove the cat');
    expect([idsOf(made), warnings.map(({ code }) => code)]).toEqual([['white'], ['ambiguous']]);
  });

  it('may be locked: those stay, and that is told', () => {
    const layout = desk();
    layout.boxes[1] = { ...layout.boxes[1]!, locked: true };
    const { changes: made, warnings } = reviseByRules(layout, 'remove the cats');
    expect([idsOf(made), warnings.map(({ code }) => code)]).toEqual([['white'], ['locked']]);
    expect(applyChanges(layout, [{ kind: 'remove', id: 'black', text: '' }]).boxes).toHaveLength(4);
  });

  it.each([
    'remove the dog',
    'make it sing',
    'write a poem',
    '',
    '...',
    'move the car above the dog',
    'make the third cat bigger',
  ])('may not be there: %j changes nothing and says why', (sentence) => {
    const { changes: made, problem } = reviseByRules(desk(), sentence);
    expect(made).toEqual([]);
    expect(problem).toMatch(/^The rules /);
  });
});

describe('sizes', () => {
  it.each([
    ['make the black cat bigger', 1.25, 1.25],
    ['enlarge the black cat', 1.25, 1.25],
    ['the black cat should be slightly larger', 1.1, 1.1],
    ['make the black cat 20% bigger', 1.2, 1.2],
    ['make the black cat half the size', 0.5, 0.5],
    ['shrink the black cat', 0.8, 0.8],
    ['make the black cat a bit smaller', 0.91, 0.91],
    ['make the black cat 40% smaller', 0.6, 0.6],
    ['make the black cat taller', 1, 1.25],
    ['make the black cat narrower', 0.8, 1],
  ])('"%s"', (sentence, kx, ky) => {
    const { black } = after(sentence);
    expect((black?.width ?? 0) / 100).toBeCloseTo(kx, 1);
    expect((black?.height ?? 0) / 100).toBeCloseTo(ky, 1);
    expect(Math.abs(at(black).x - 250)).toBeLessThan(2);
  });

  it('of all boxes grow as far as there is room', () => {
    const grown = after('make the boxes bigger');
    for (const [id, rect] of Object.entries(before)) expect(grown[id]!.width, id).toBeGreaterThan(rect.width);
    const rects = Object.values(grown);
    rects.forEach((one, i) => rects.slice(i + 1).forEach((other) => expect(overlapOf(one, other)).toBeLessThan(0.05)));
    for (const { x, y, width, height } of rects)
      expect(x >= 0 && y >= 0 && x + width <= 512 && y + height <= 512).toBe(true);
  });
});

describe('places', () => {
  it.each<[string, string, (rect: Rect) => boolean]>([
    ['move the table to the right', 'table', (rect) => at(rect).x > 256],
    ['move the table right', 'table', ({ x }) => x > 40 && x < 200],
    ['shift the table down by 40 pixels', 'table', ({ x, y }) => x === 40 && y === 100],
    ['move the table a bit to the right', 'table', ({ x }) => x > 40 && x < 90],
    ['move the car up', 'car', ({ y }) => y < 280],
    ['center the car', 'car', (rect) => Math.abs(at(rect).x - 256) < 2 && Math.abs(at(rect).y - 256) < 2],
    ['put the car in the top left corner', 'car', (rect) => at(rect).x < 256 && at(rect).y < 256],
    ['move the black cat left of the white table', 'x', () => true],
    ['move the car below the table', 'car', (rect) => at(rect).y > 150],
    ['move the white cat above the car', 'x', () => true],
    ['move the black cat above the car', 'black', (rect) => rect.y + rect.height <= 285],
    ['put the black cat on the table', 'black', (rect) => at(rect).x > 40 && at(rect).x < 200 && at(rect).y < 105],
    ['move the car to the left of the black cat', 'car', (rect) => at(rect).x < 250],
  ])('"%s"', (sentence, id, holds) => {
    if (id === 'x') expect(reviseByRules(desk(), sentence).changes).toEqual([]);
    else expect(holds(after(sentence)[id]!)).toBe(true);
  });

  it('are exchanged', () => {
    const swapped = after('swap the car and the table');
    expect(Math.abs(at(swapped['car']).x - at(before['table']).x)).toBeLessThan(3);
    expect(Math.abs(at(swapped['table']).y - at(before['car']).y)).toBeLessThan(3);
  });

  it('never lead out of the picture', () => {
    const { car } = after('move the car right by 5000 pixels');
    expect(car).toMatchObject({ x: 342, width: 170 });
  });
});

describe('names', () => {
  it.each([
    ['rename the car to a truck', 'car', 'a truck'],
    ['replace the table with a desk', 'table', 'a desk'],
    ['turn the black cat into a tiger', 'black', 'a tiger'],
    ['change the car to old bus', 'car', 'an old bus'],
    ['make the car blue', 'car', 'a blue car'],
    ['make the table orange', 'table', 'an orange wooden table'],
  ])('"%s"', (sentence, id, caption) => {
    expect(after(sentence)[id]?.caption).toBe(caption);
  });

  it('of the background', () => {
    expect(changes('change the background to a beach at night')).toMatchObject([
      { kind: 'background', background: 'A beach at night' },
    ]);
  });
});

describe('new boxes', () => {
  const added = (sentence: string): Box[] =>
    changes(sentence).flatMap((change) => (change.kind === 'add' ? [change.box] : []));

  it.each<[string, string[]]>([
    ['add a dog on the left', ['a dog']],
    ['Add two birds above the car!', ['a bird', 'a bird']],
    ['add another cat', ['a cat']],
    ['put a cup on the table', ['a cup']],
    ['insert a dog and a ball', ['a dog', 'a ball']],
    ['put the vase on the table', ['a vase']],
  ])('"%s"', (sentence, captions) => {
    const boxes = added(sentence);
    expect(boxes.map(({ caption }) => caption)).toEqual(captions);
    const ids = [...desk().boxes, ...boxes].map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { rect } of boxes) {
      expect(rect.x >= 0 && rect.y >= 0 && rect.x + rect.width <= 512 && rect.y + rect.height <= 512).toBe(true);
    }
  });

  it('go where they are said to be, apart from others', () => {
    const [dog] = added('add a dog on the left');
    expect(at(dog?.rect).x).toBeLessThan(256);
    for (const { rect } of desk().boxes) expect(overlapOf(rect, dog!.rect)).toBe(0);
    for (const bird of added('add two birds above the car'))
      expect(bird.rect.y + bird.rect.height).toBeLessThanOrEqual(285);
    const [cup] = added('put a cup on the table');
    expect(at(cup?.rect).x).toBeCloseTo(120, -1);
  });

  it('on an empty canvas are of a sensible size', () => {
    const [dog] = changes('add a dog', layoutSchema.parse({})).flatMap((change) =>
      change.kind === 'add' ? [change.box] : [],
    );
    expect(dog!.rect.width).toBeGreaterThan(100);
    expect(dog!.rect.width).toBeLessThan(300);
  });
});

async function revise(
  options: FakeOpenAiOptions | null,
  sentence: string,
  { provider = 'auto', layout = desk() }: { provider?: 'auto' | 'openai' | 'rules'; layout?: Layout } = {},
): Promise<{ revision: Revision; asked: () => string }> {
  const fake = options === null ? null : await fakeOpenAi(options);
  const revision = await reviseLayout(
    { layout, sentence, provider, model: 'gpt-4' },
    {
      providers: {
        ollama: ollamaProvider({ host: 'http://127.0.0.1:9' }),
        openai: new OpenAiProvider({ url: fake?.url ?? 'http://127.0.0.1:9', keys: environmentKeys({}) }),
        gguf: new GgufProvider({ folder: '' }),
      },
      automatic: 'openai',
      random: () => 0.5,
      signal: new AbortController().signal,
      onEvent: () => undefined,
    },
  );
  return {
    revision: revisionSchema.parse(revision),
    asked: () => fake?.asked.map(({ body }) => body.messages?.[0]?.content).join('\n') ?? '',
  };
}

describe('a follow-up sentence for a model', () => {
  const none = { name: '', x: 0, y: 0, width: 0, height: 0 };
  const answer = JSON.stringify({
    changes: [
      { ...none, action: 'add', box: 0, name: 'a {background}', x: 400, y: 20, width: 300, height: 90 },
      { ...none, action: 'remove', box: 1 },
      { action: 'move', box: 2, name: '', x: 240, y: 310, width: 100, height: 100 },
      { action: 'resize', box: 3, name: '', x: 330, y: 280, width: 90, height: 60 },
      { ...none, action: 'rename', box: 4, name: 'a desk' },
      { ...none, action: 'remove', box: 9 },
      { ...none, action: 'add', box: 0, name: '' },
    ],
    background: 'A room at night',
  });
  const sentence = 'make it cosy';

  it('is asked with the boxes as they are, and gives changes to review', async () => {
    const { revision, asked } = await revise({ answer: speaks(answer) }, sentence);
    expect(revision).toMatchObject({ provider: 'openai', model: 'gpt-4', raw: answer, notice: null });
    expect(revision.changes.map(({ kind }) => kind)).toEqual([
      'add',
      'remove',
      'move',
      'resize',
      'rename',
      'background',
    ]);
    expect(revision.changes.every(({ text }) => text !== '')).toBe(true);
    expect(revision.warnings.map(({ code }) => code)).toEqual(['change_skipped', 'change_skipped']);
    expect(revision.layout).toMatchObject({
      background: 'A room at night',
      boxes: [
        { id: 'black', rect: { x: 240, y: 310 } },
        { id: 'car', rect: { width: 90 } },
        { id: 'table', caption: 'a desk' },
        { caption: 'a {background}', rect: { x: 212, y: 20, width: 300, height: 90 } },
      ],
    });
    expect(asked()).toContain('3. a red car [330, 280, 170, 120]');
    expect(asked()).toMatch(/Background: A room\nWish: make it cosy$/);
  });

  it('leaves locked boxes alone', async () => {
    const layout = desk();
    layout.boxes[0] = { ...layout.boxes[0]!, locked: true };
    const { revision } = await revise({ answer: speaks(answer) }, sentence, { layout });
    expect(revision.layout.boxes.map(({ id }) => id)).toContain('white');
    expect(revision.warnings.map(({ code }) => code)).toContain('locked');
  });

  it('is asked once more when the answer can not be read; then that is told', async () => {
    const { revision } = await revise({ answer: oneByOne(speaks('Sure!'), speaks(answer)) }, sentence);
    expect(revision.changes).toHaveLength(6);
    await expect(revise({ answer: speaks('Sure!') }, sentence, { provider: 'openai' })).rejects.toMatchObject({
      code: 'layout_unreadable',
      detail: 'Sure!',
    });
  });

  it('needs none where the rules understand, unless one was named', async () => {
    const { revision, asked } = await revise({ answer: speaks(answer) }, 'remove the car');
    expect([revision.provider, asked()]).toEqual(['rules', '']);
    const named = await revise({ answer: speaks(answer) }, 'remove the car', { provider: 'openai' });
    expect(named.revision.provider).toBe('openai');
  });

  it('without a model changes nothing and says what was not understood', async () => {
    const { revision } = await revise({ answer: ({ fail }) => fail(failures.openai.wrongKey) }, sentence);
    expect(revision).toMatchObject({ provider: 'rules', changes: [], layout: desk() });
    expect(revision.notice).toMatch(/^The rules do not see .*wants a key.*unchanged\.$/);
    const byRules = await revise(null, sentence, { provider: 'rules' });
    expect(byRules.revision).toMatchObject({ changes: [], notice: expect.stringMatching(/^The rules/) as string });
  });

  it('is not empty', async () => {
    await expect(revise(null, ' ')).rejects.toMatchObject({ code: 'empty_prompt' });
  });
});

describe('changes', () => {
  it('can be accepted one by one', () => {
    const layout = desk();
    const [first, second] = changes('remove the cats');
    expect(applyChanges(layout, [second!]).boxes.map(({ id }) => id)).toEqual(['white', 'car', 'table']);
    expect(applyChanges(layout, [first!, second!, first!]).boxes).toHaveLength(2);
    expect(applyChanges(layout, [])).toEqual(layout);
  });
});

describe('any sentence', () => {
  it('gives a layout that is valid, quickly', () => {
    const words =
      'add remove make move the a cat second car bigger to left of and , . on twice % 20 it all boxes swap rename "x" \u0000 ( [ * above into'.split(
        ' ',
      );
    let seed = 3;
    const random = (below: number): number => (seed = (seed * 48271) % 2147483647) % below;
    for (let round = 0; round < 3000; round++) {
      const sentence = Array.from({ length: 1 + random(9) }, () => words[random(words.length)]).join(' ');
      const layout = desk();
      layoutSchema.parse(applyChanges(layout, reviseByRules(layout, sentence).changes));
      expect(layout).toEqual(desk());
    }
    const long = 'move the cat '.repeat(150);
    expect(reviseByRules(desk(), long).problem).not.toBe('');
  });
});
