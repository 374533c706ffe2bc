import { describe, expect, it } from 'vitest';
import { layoutSchema } from '../../../preload/contract/layout.ts';
import { writeByRules } from '../../../main/layout/rules/write-by-rules.ts';

describe('writeByRules', () => {
  it('writes a layout that fits the contract, the same every time', () => {
    const layout = writeByRules('a red car left of a blue bird on a beach');
    expect(layoutSchema.parse(layout)).toEqual(layout);
    expect(layout).toEqual(writeByRules('a red car left of a blue bird on a beach'));
    expect(layout.boxes.map((box) => box.caption)).toEqual(['a red car', 'a blue bird']);
    expect(layout.boxes.map((box) => box.id)).toEqual(['box-1', 'box-2']);
    expect(layout.background).toContain('beach');
  });
});
