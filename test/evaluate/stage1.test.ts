import { describe, expect, it } from 'vitest';
import { layoutSchema } from '../../preload/contract/layout.ts';
import { benchmarkPrompts, benchmarkTasks } from '../../main/evaluate/prompts.ts';
import { evaluatedBoxes, scoreLayouts } from '../../main/evaluate/stage1.ts';
import { writeByRules } from '../../main/layout/rules/write-by-rules.ts';

describe('scoreLayouts', () => {
  it.each(benchmarkTasks)('finds every layout that the rules write for %s right', (task) => {
    const layouts = benchmarkPrompts(task).map((prompt) => writeByRules(prompt));
    expect([...scoreLayouts(layouts)]).toEqual([[task, { success: 100, total: 100 }]]);
  });

  it('counts what is wrong by task, and leaves out prompts without a task', () => {
    const box = (caption: string) => ({ id: caption, caption, rect: { x: 10, y: 10, width: 90, height: 90 } });
    const layouts = [
      { prompt: 'A scene without cats', boxes: [box('a cat')] },
      { prompt: 'A scene without dogs', boxes: [box('a cat')] },
      { prompt: 'A scene with one cat', boxes: [box('a cat')] },
      { prompt: 'A beach', boxes: [] },
    ].map((layout) => layoutSchema.parse(layout));
    expect([...scoreLayouts(layouts)]).toEqual([
      ['negation', { success: 1, total: 2 }],
      ['numeracy', { success: 1, total: 1 }],
    ]);
  });
});

describe('evaluatedBoxes', () => {
  it('drops a box that fills the picture and hidden ones, and measures in the 512-pixel square', () => {
    const layout = layoutSchema.parse({
      canvas: { width: 1024, height: 512 },
      boxes: [
        { id: '1', caption: 'a cat', rect: { x: 0, y: 0, width: 1024, height: 512 } },
        { id: '2', caption: 'a dog.', rect: { x: 512, y: 128, width: 256, height: 256 } },
        { id: '3', caption: 'a cup', rect: { x: 0, y: 0, width: 100, height: 100 }, hidden: true },
      ],
    });
    expect(evaluatedBoxes(layout)).toEqual([{ name: 'a dog', box: [256, 128, 128, 256] }]);
  });
});
