import { describe, expect, test } from 'vitest';
import {
  alignmentOffset,
  centreBox,
  maskCentre,
  offsetCells,
  shiftMask,
  shiftPlanes,
  type Offset,
  type Placement,
} from '../../../main/engine/guidance/align.ts';
import {
  averageAttention,
  gaussianFilter,
  openMask,
  segmentPrompt,
  thresholdMask,
} from '../../../main/engine/guidance/attention-mask.ts';
import { blendNoise, compose } from '../../../main/engine/guidance/compose.ts';
import { bounds, boxCells, boxMask, cellMask, enlargedBounds, type Mask } from '../../../main/engine/guidance/grid.ts';
import { chooseMask, resizeMask } from '../../../main/engine/guidance/mask-choice.ts';
import type { NormalizedBox } from '../../../main/engine/text/convert.ts';
import { goldenJson } from '../../helpers/golden.ts';

type Rows = readonly string[];
type Matrix = readonly (readonly number[])[];
interface Case<I, O> {
  fn: string;
  input: I;
  output?: O;
  better?: O;
  error?: string;
}

const { cases } = goldenJson<{ cases: Case<unknown, unknown>[] }>('stage1/grid.json');
const square = (n: number) => ({ width: n, height: n });
const maskOf = (rows: Rows): Mask => ({
  width: rows[0]?.length ?? 0,
  height: rows.length,
  cells: Uint8Array.from(rows.join(''), Number),
});
const rowsOf = ({ width, height, cells }: Mask): string[] =>
  Array.from({ length: height }, (_, y) => cells.subarray(y * width, (y + 1) * width).join(''));
const flat = (rows: Matrix): Float32Array => Float32Array.from(rows.flat());
const close = (actual: Iterable<number>, expected: readonly number[], tolerance: number): void => {
  const got = [...actual];
  expect(got.length).toBe(expected.length);
  const worst = Math.max(0, ...got.map((value, i) => Math.abs(value - (expected[i] ?? NaN))));
  expect(worst).toBeLessThanOrEqual(tolerance);
};

/** Runs `check` on every case of a function of the golden set; `expected` is the sane outcome where the reference fails. */
function each<I, O>(fn: string, check: (input: I, expected: O | undefined, row: Case<I, O>) => void): void {
  const rows = cases.filter((c) => c.fn === fn) as Case<I, O>[];
  test(`${fn}: ${rows.length} cases`, () => {
    expect(rows.length).toBeGreaterThan(0);
    for (const row of rows) check(row.input, row.better ?? row.output, row);
  });
}

describe('golden grid functions', () => {
  each<{ box: NormalizedBox; sizes: number[] }, number[][]>('grid', ({ box, sizes }, expected) => {
    expect(sizes.map((n) => boxCells(box, square(n)))).toEqual(expected);
  });

  each<{ box: NormalizedBox; n: number }, Rows>('mask', ({ box, n }, expected) => {
    expect(rowsOf(boxMask(box, square(n)))).toEqual(expected);
  });

  interface Centring {
    box: NormalizedBox;
    horizontal_only: boolean;
    placement: string;
    floor_padding: number | null;
  }
  each<Centring, number[]>('centre', ({ box, horizontal_only, placement, floor_padding }, expected, { error }) => {
    const vertical: Placement | null =
      placement === 'centered' && floor_padding === null
        ? { kind: 'centered' }
        : placement === 'floor_padding' && floor_padding !== null
          ? { kind: 'floor', padding: floor_padding }
          : null;
    const chosen = horizontal_only ? { kind: 'horizontal' as const } : vertical;
    expect(chosen === null).toBe(error !== undefined); // what the reference refuses can not be written down here
    if (chosen !== null) close(centreBox(box, chosen), expected ?? [], 1e-12);
  });

  interface MaskInfo {
    box: number[];
    enlarged: number[];
    box_mask: Rows;
    centre: [number, number];
  }
  each<{ mask: Rows }, MaskInfo | { empty: true }>('mask_info', ({ mask: rows }, expected) => {
    const mask = maskOf(rows);
    if (expected === undefined || 'empty' in expected) {
      expect([bounds(mask), enlargedBounds(mask), maskCentre(mask)]).toEqual([null, null, null]);
      return;
    }
    const [x0, y0, x1, y1] = bounds(mask) ?? [];
    expect([x0, y0, (x1 ?? 0) - 1, (y1 ?? 0) - 1]).toEqual(expected.box);
    const around = enlargedBounds(mask);
    expect(around && rowsOf(cellMask(around, mask))).toEqual(expected.box_mask);
    close(maskCentre(mask) ?? [], expected.centre, 1e-12);
  });

  each<{ mask: Rows }, { empty: true }>('mask_centre_empty', ({ mask }) => {
    expect(maskCentre(maskOf(mask))).toBeNull();
  });

  each<{ array: Matrix; offset: Offset }, Matrix>('shift', ({ array, offset }, expected) => {
    expect([...shiftPlanes(flat(array), square(array.length), offset)]).toEqual(expected?.flat());
  });

  each<{ offset: Offset }, Record<string, number[]>>('shift_cells', ({ offset }, expected) => {
    for (const [n, cells] of Object.entries(expected ?? {}))
      expect(offsetCells(offset, square(Number(n)))).toEqual(cells.map((c) => c + 0));
  });

  interface ShiftAttention {
    attention: readonly Matrix[];
    offset: Offset;
    horizontal_only: boolean;
  }
  each<ShiftAttention, readonly Matrix[]>('shift_attention', ({ attention, offset, horizontal_only }, expected) => {
    const inner = attention[0]?.[0]?.length ?? 0;
    const moved = shiftPlanes(
      Float32Array.from(attention.flat(2)),
      square(Math.sqrt(attention[0]?.length ?? 0)),
      horizontal_only ? [offset[0], 0] : offset,
      inner,
    );
    expect([...moved]).toEqual(expected?.flat(2));
  });

  interface OffsetOutput {
    offset: number[];
    mask: Rows;
    moved: boolean;
  }
  each<{ mask: Rows; box: NormalizedBox; horizontal_shift_only: boolean }, OffsetOutput>(
    'offset',
    ({ mask: rows, box, horizontal_shift_only }, expected, { error }) => {
      const mask = maskOf(rows);
      const offset = alignmentOffset(mask, box, horizontal_shift_only);
      const moved = shiftMask(mask, offset);
      if (error !== undefined) {
        expect(bounds(moved)).toBeNull(); // the reference fails on a shift beyond the grid; here the content leaves it
        return;
      }
      close(offset, expected?.offset ?? [], 1e-12);
      expect(rowsOf(moved)).toEqual(expected?.mask);
    },
  );

  interface Blend {
    background: Matrix;
    foreground: Matrix;
    box: NormalizedBox;
    ratio: number;
  }
  each<Blend, Matrix>('blend', ({ background, foreground, box, ratio }, expected, { error }) => {
    const blend = () => blendNoise(flat(background), flat(foreground), boxMask(box, square(background.length)), ratio);
    if (error !== undefined) expect(blend).toThrow(/same seed/);
    else close(blend(), expected?.flat() ?? [], 1e-6);
  });

  interface Compose {
    n: number;
    steps: number;
    background: Matrix;
    trajectories: readonly (readonly Matrix[])[];
    masks: readonly Rows[];
    fast_after_steps?: number | null;
    boxes?: readonly NormalizedBox[];
    horizontal_shift_only?: boolean;
  }
  interface Composed {
    composed: readonly Matrix[];
    foreground: Matrix;
    offsets?: readonly Offset[];
  }
  function checkCompose(input: Compose, expected: Composed | undefined): void {
    const grid = square(input.n);
    const masks = input.masks.map(maskOf);
    const offsets = masks.map((mask, k): Offset => {
      const box = input.boxes?.[k];
      return box === undefined ? [0, 0] : alignmentOffset(mask, box, input.horizontal_shift_only ?? false);
    });
    const boxes = input.trajectories.map((trajectory, k) => ({
      trajectory: trajectory.map((step) => shiftPlanes(flat(step), grid, offsets[k] ?? [0, 0])),
      mask: shiftMask(masks[k] ?? maskOf([]), offsets[k] ?? [0, 0]),
    }));
    const count = (input.fast_after_steps ?? input.steps) + 1;
    const { latents, foreground } = compose(flat(input.background), boxes, count, grid);
    if (expected === undefined) {
      // The reference fails on empty masks and on shifts beyond the grid; here such a box takes no part.
      const gone = boxes.flatMap(({ mask }, k) => (bounds(mask) === null ? [k + 1] : []));
      expect(gone.length).toBeGreaterThan(0);
      expect([...foreground].some((place) => gone.includes(place))).toBe(false);
      return;
    }
    for (const [k, offset] of (expected.offsets ?? []).entries()) close(offsets[k] ?? [], offset, 1e-12);
    expect([...foreground]).toEqual(expected.foreground.flat());
    expected.composed.forEach((rows, i) => close(latents[i] ?? [], rows.flat(), 1e-6));
    expect(latents.length).toBe(expected.composed.length);
  }
  each<Compose, Composed>('compose', checkCompose);
  each<Compose, Composed>('align_compose', checkCompose);

  interface Choice {
    masks: readonly Rows[];
    confidences: readonly number[];
    coarse: Rows;
    below_confidence: number;
    below_iou: number;
  }
  interface Chosen {
    ious: number[];
    scores: number[];
    index: number;
  }
  each<Choice, Chosen>('sam_choice', (input, expected) => {
    const choice = chooseMask(input.masks.map(maskOf), Float32Array.from(input.confidences), maskOf(input.coarse), {
      belowConfidence: input.below_confidence,
      belowIou: input.below_iou,
    });
    close(choice.ious, expected?.ious ?? [], 1e-12);
    expect(choice.scores).toEqual(expected?.scores);
    expect(choice.index).toBe(expected?.index);
  });

  interface BoxChoice {
    box: NormalizedBox;
    masks: readonly Rows[];
    confidences: readonly number[];
  }
  each<BoxChoice, { sam_box: number[]; mask: Rows }>('sam_box', ({ box, masks, confidences }, expected) => {
    expect(boxCells(box, square(512))).toEqual(expected?.sam_box);
    const limits = { belowConfidence: 0.85, belowIou: 0.25 };
    const { index } = chooseMask(masks.map(maskOf), Float32Array.from(confidences), boxMask(box, square(64)), limits);
    expect(masks[index]).toEqual(expected?.mask);
  });

  each<{ pixels_row_column: number[][] }, number[][]>('mask_512_to_64', ({ pixels_row_column }, expected) => {
    const cells = new Uint8Array(512 * 512);
    for (const [row = 0, column = 0] of pixels_row_column) cells[row * 512 + column] = 1;
    const small = resizeMask({ ...square(512), cells }, square(64));
    const found = [...small.cells].flatMap((cell, i) => (cell === 1 ? [[Math.floor(i / 64), i % 64]] : []));
    expect(found).toEqual(expected);
  });

  each<{ mask: Rows }, Rows>('mask_64_to_16', ({ mask }, expected) => {
    expect(rowsOf(resizeMask(maskOf(mask), square(16)))).toEqual(expected);
  });

  interface AttentionMask {
    map: Matrix;
    sigma: number;
    box_input: boolean;
    threshold: number;
    erode_dilate: number;
  }
  interface Prompted {
    smoothed: Matrix;
    mask: Rows;
    point: number[] | null;
    box: number[] | null;
  }
  each<AttentionMask, Prompted>('attention_mask', (input, expected, { error }) => {
    const values = Float64Array.from(input.map.flat());
    const smoothed = gaussianFilter({ ...square(input.map.length), values }, input.sigma);
    const coarse = openMask(thresholdMask(smoothed, input.threshold), input.erode_dilate);
    const { point, box } = segmentPrompt(smoothed, coarse, 32);
    if (error !== undefined) {
      expect([error, box]).toEqual(['ValueError', null]); // an empty coarse mask has no rectangle
      return;
    }
    close(smoothed.values, expected?.smoothed.flat() ?? [], 1e-11); // stored with 12 digits
    expect(rowsOf(coarse)).toEqual(expected?.mask);
    expect(input.box_input ? box : point).toEqual(input.box_input ? expected?.box : expected?.point);
  });

  interface Average {
    steps: readonly (readonly (readonly Matrix[])[])[]; // step, batch, head, cell, token
    token: number;
    start: number;
  }
  each<Average, Matrix>('attention_average', ({ steps, token, start }, expected) => {
    const chosen = steps.slice(start).map((batch) => tokenOf(batch.at(-1) ?? [], token));
    const { values } = averageAttention(chosen, square(expected?.length ?? 0));
    close(values, expected?.flat() ?? [], 1e-6);
  });
});

/** (heads, cells) of one token, flat. */
const tokenOf = (heads: readonly Matrix[], token: number): Float32Array =>
  Float32Array.from(heads.flatMap((cells) => cells.map((tokens) => tokens[token] ?? NaN)));
