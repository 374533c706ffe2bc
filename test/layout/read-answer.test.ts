import { describe, expect, it } from 'vitest';
import { AppError } from '../../preload/contract/errors.ts';
import { layoutSchema } from '../../preload/contract/layout.ts';
import { readLayout } from '../../main/layout/read-answer.ts';

const answerWith = (boxes: string, background = 'a park', negative = ''): string =>
  `Objects: [${boxes}]\nBackground prompt: ${background}\nNegative prompt: ${negative}`;

const codes = (text: string): string[] => readLayout('x', text).warnings.map(({ code }) => code);

describe('an answer as a layout', () => {
  it('has a box for every object, in order', () => {
    const text = answerWith(
      "('a red car.', [20, 250, 200, 120]), ('a dog', [300, 280.5, 120, 101.5])",
      'a park',
      'cats',
    );
    expect(readLayout('a red car and a dog ', text)).toEqual({
      layout: layoutSchema.parse({
        prompt: 'a red car and a dog ', // as typed
        background: 'a park',
        negative: 'cats',
        boxes: [
          { id: 'box-1', caption: 'a red car', rect: { x: 20, y: 250, width: 200, height: 120 } },
          { id: 'box-2', caption: 'a dog', rect: { x: 300, y: 280, width: 120, height: 102 } },
        ],
      }),
      warnings: [],
    });
  });

  it('may have no boxes', () => {
    const { layout, warnings } = readLayout('fog', answerWith('', 'thick fog'));
    expect([layout.boxes, layout.background, warnings]).toEqual([[], 'thick fog', []]);
  });

  it('gets the default background where there is none, and says so once', () => {
    const { layout, warnings } = readLayout('x', "[('a dog', [1, 2, 30, 40])]");
    expect(layout.background).toBe('A realistic scene');
    expect(warnings).toEqual([
      { code: 'missing_background', message: expect.stringContaining('A realistic scene') as string },
    ]);
  });

  it('tells when an object is taken for the background and left out (quirk Q32)', () => {
    const { layout, warnings } = readLayout(
      'x',
      answerWith("('a forest', [0, 0, 512, 512]), ('a dog', [1, 2, 30, 40])"),
    );
    expect(layout.boxes.map(({ id, caption }) => [id, caption])).toEqual([['box-1', 'a dog']]);
    expect(warnings).toEqual([{ code: 'box_is_background', message: expect.stringContaining('"a forest"') as string }]);
  });

  it.each(["('a dog', [10, 10, 0, 40])", "('a dog', [10, 10, 20, -40])", "('a dog', [600, 10, 20, 40])"])(
    'tells when a box is left out because nothing of it can be seen: %s',
    (box) => {
      expect(readLayout('x', answerWith(box)).layout.boxes).toEqual([]);
      expect(codes(answerWith(box))).toContain('box_dropped');
    },
  );

  it('tells when all boxes were fitted because one reached outside', () => {
    const text = answerWith("('a dog', [300, 10, 300, 40]), ('a cat', [0, 100, 30, 40])");
    expect(codes(text)).toContain('fitted');
    for (const { rect } of readLayout('x', text).layout.boxes) expect(rect.x + rect.width).toBeLessThanOrEqual(512);
  });

  it('keeps a sliver visible', () => {
    const [box] = readLayout('x', answerWith("('a thread', [10, 10, 0.3, 40])")).layout.boxes;
    expect(box?.rect).toEqual({ x: 10, y: 10, width: 1, height: 40 });
  });

  it('holds a hundred boxes at most', () => {
    const text = answerWith(Array.from({ length: 130 }, (_, k) => `('a dot', [${k}, 2, 3, 4])`).join(', '));
    expect(readLayout('x', text).layout.boxes).toHaveLength(100);
    expect(codes(text)).toContain('boxes_left_out');
  });

  it.each(['', 'I am sorry, I can not do that.'])('can not be read from %j', (text) => {
    expect(() => readLayout('x', text)).toThrow(AppError);
    expect(() => readLayout('x', text)).toThrow(expect.objectContaining({ code: 'layout_unreadable' }));
  });
});
