import { describe, expect, it } from 'vitest';
import type { Layout } from '../../preload/contract/layout.ts';
import { layoutSchema } from '../../preload/contract/layout.ts';
import { exportFormatSchema, importRequestSchema } from '../../preload/contract/formats.ts';
import type { Imported } from '../../preload/contract/formats.ts';
import { exportLayout, importLayout } from '../../main/layout/formats/formats.ts';

const read = (value: unknown, canvas?: Layout['canvas']): Imported =>
  importLayout(
    importRequestSchema.parse({
      text: typeof value === 'string' ? value : JSON.stringify(value),
      ...(canvas ? { canvas } : {}),
    }),
  );
const wide = { width: 1024, height: 512 };

const sample = layoutSchema.parse({
  canvas: wide,
  prompt: "a dog's ball left of a cat",
  background: 'A park',
  negative: 'trees',
  boxes: [
    { id: 'a', caption: "a dog's ball", rect: { x: 128, y: 256, width: 256, height: 128 }, strength: 2 },
    { id: 'b', caption: 'a cat', rect: { x: 640, y: 128, width: 320, height: 256 } },
    { id: 'c', caption: 'a hidden bird', rect: { x: 0, y: 0, width: 64, height: 64 }, hidden: true },
  ],
});
const shown = ({ boxes }: Layout) => boxes.map(({ caption, rect }) => ({ caption, rect }));

describe.each(exportFormatSchema.options)('the format %s', (format) => {
  const text = exportLayout(sample, format, 'A park with a ball and a cat');
  const back = read(text, wide);

  it('is recognised, and gives the visible boxes back', () => {
    expect(back).toMatchObject({ format, warnings: [] });
    const keepsHidden = format === 'studio' || format === 'gligen-gui';
    const expected = keepsHidden ? shown(sample) : shown(sample).slice(0, 2);
    back.layout.boxes.forEach(({ caption, rect }, i) => {
      expect(caption).toBe(expected[i]?.caption);
      for (const key of ['x', 'y', 'width', 'height'] as const) {
        expect(Math.abs(rect[key] - (expected[i]?.rect[key] ?? NaN)), key).toBeLessThan(1.1);
      }
    });
    expect(back.layout.boxes).toHaveLength(expected.length);
    expect(back.layout.canvas).toEqual(wide);
    expect(text.endsWith('\n')).toBe(true);
  });

  it('keeps what it can say of the whole picture', () => {
    const { background, negative, prompt } = back.layout;
    const kept = {
      studio: { background: 'A park', negative: 'trees', prompt: sample.prompt },
      lmd: { background: 'A park', negative: 'trees', prompt: sample.prompt },
      diffusers: { background: '', negative: 'trees', prompt: 'A park with a ball and a cat' },
      ideogram: { background: 'A park', negative: '', prompt: sample.prompt },
      'gligen-gui': { background: 'A park', negative: 'trees', prompt: '' },
    };
    expect({ background, negative, prompt }).toEqual(kept[format]);
  });

  it('comes out the same when it has been read and is written again', () => {
    expect(exportLayout(back.layout, format, 'A park with a ball and a cat')).toBe(text);
  });

  it.each(['tab\tand "quotes"', "it's", 'été 猫 🐱', 'a {caption} [1, 2, 3, 4]', 'x'.repeat(300)])(
    'holds the caption %j',
    (caption) => {
      const one = layoutSchema.parse({
        boxes: [{ id: 'a', caption, rect: { x: 0.4, y: 10, width: 499.5, height: 502 } }],
      });
      const [box] = read(exportLayout(one, format, 'x')).layout.boxes;
      expect(box?.caption).toBe(format === 'lmd' ? caption.replace('\t', ' ') : caption);
      expect(box?.rect.width).toBeGreaterThan(498);
    },
  );

  it('holds an empty layout too', () => {
    const empty = read(exportLayout(layoutSchema.parse({}), format, ''));
    expect(empty.layout.boxes).toEqual([]);
    expect(empty.format).toBe(format);
  });
});

describe("the studio's own JSON", () => {
  it('keeps everything', () => {
    expect(read(exportLayout(sample, 'studio', '')).layout).toEqual(sample);
  });

  it('may stand beside how it came about', () => {
    expect(read({ layout: sample, provider: 'rules' })).toMatchObject({ format: 'studio', layout: sample });
  });
});

describe('text of the reference', () => {
  it('has Python literals on the 512-pixel square', () => {
    expect(exportLayout(sample, 'lmd', '')).toBe(
      [
        "Caption: a dog's ball left of a cat",
        `Objects: [("a dog's ball", [64, 256, 128, 128]), ('a cat', [320, 128, 160, 256])]`,
        'Background prompt: A park',
        'Negative prompt: trees',
        '',
      ].join('\n'),
    );
  });

  it('is read with its sentence', () => {
    const { layout } = read(exportLayout(sample, 'lmd', ''), wide);
    expect(layout).toMatchObject({ prompt: sample.prompt, background: 'A park', negative: 'trees' });
  });

  it.each(['both \' and "', 'back\\slash', 'two\nlines', "it's"])('quotes any caption: %j', (caption) => {
    const layout = layoutSchema.parse({ boxes: [{ id: '1', caption, rect: { x: 1, y: 2, width: 30, height: 40 } }] });
    expect(read(exportLayout(layout, 'lmd', '')).layout.boxes[0]?.caption).toBe(caption.replace('\n', ' '));
  });
});

describe('arguments of diffusers', () => {
  it('are shares of the picture', () => {
    expect(JSON.parse(exportLayout(sample, 'diffusers', 'A park with a ball'))).toEqual({
      prompt: 'A park with a ball',
      negative_prompt: 'trees',
      gligen_phrases: ["a dog's ball", 'a cat'],
      gligen_boxes: [
        [0.125, 0.5, 0.375, 0.75],
        [0.625, 0.25, 0.9375, 0.75],
      ],
    });
  });

  it('tell what has no partner or holds nothing', () => {
    const { layout, warnings } = read({
      prompt: 'a birthday cake',
      gligen_phrases: ['a cake', 'a candle', 'more'],
      gligen_boxes: [
        [0.5, 0.75, 0.25, 0.25],
        [0.1, 0.1, 0.1, 0.2],
      ],
    });
    expect(layout).toMatchObject({
      overall: 'a birthday cake',
      boxes: [{ caption: 'a cake', rect: { x: 128, y: 128, width: 128, height: 256 } }],
    });
    expect(warnings.map(({ code }) => code)).toEqual(['unpaired', 'box_dropped']);
  });
});

describe("Ideogram's structured prompt", () => {
  it('has thousandths, y first', () => {
    expect(JSON.parse(exportLayout(sample, 'ideogram', ''))).toEqual({
      high_level_description: sample.prompt,
      compositional_deconstruction: {
        background: 'A park',
        elements: [
          { type: 'obj', bbox: [500, 125, 750, 375], desc: "a dog's ball" },
          { type: 'obj', bbox: [250, 625, 750, 938], desc: 'a cat' },
        ],
      },
    });
  });

  it('may hold texts and elements without a box', () => {
    const { layout, warnings } = read({
      high_level_description: 'A poster.',
      style_description: { aesthetics: 'bold' },
      compositional_deconstruction: {
        background: 'A purple background',
        elements: [
          {
            type: 'text',
            bbox: [360, 80, 560, 920],
            text: 'FRESH',
            desc: 'a white headline',
            color_palette: ['#FFFFFF'],
          },
          { type: 'obj', desc: 'a star' },
        ],
      },
    });
    expect(layout).toMatchObject({ prompt: 'A poster.', background: 'A purple background' });
    expect(layout.boxes.map(({ caption }) => caption)).toEqual(['a white headline with the text "FRESH"']);
    expect(warnings).toMatchObject([{ code: 'box_dropped' }]);
  });
});

describe('a session of gligen-gui', () => {
  const box = { id: 1, x1: 8, y1: 16, x2: 108, y2: 216, color: '#00ffff', visible: true, caption: 'a cat' };
  const hidden = { ...box, id: 2, visible: false, caption: null };
  const session = { canvasWidth: '512', canvasHeight: 512, positivePrompt: 'best quality', negativePrompt: 'blurry' };

  it.each<[string, unknown]>([
    [
      'pairs',
      [
        [1, box],
        [2, hidden],
      ],
    ],
    [
      'a written Map',
      {
        dataType: 'Map',
        value: [
          [1, box],
          [2, hidden],
        ],
      },
    ],
    ['an object', { 1: box, 2: hidden }],
    ['a list', [box, hidden]],
    [
      'a text',
      JSON.stringify([
        [1, box],
        [2, hidden],
      ]),
    ],
  ])('has its boxes as %s', (_name, boxMap) => {
    const { layout, format } = read({ ...session, boxMap });
    expect(format).toBe('gligen-gui');
    expect(layout).toMatchObject({
      background: 'best quality',
      negative: 'blurry',
      boxes: [
        { caption: 'a cat', rect: { x: 8, y: 16, width: 100, height: 200 }, hidden: false },
        { caption: '', hidden: true },
      ],
    });
  });

  it('is read as it is saved, with all that else is in it', () => {
    const saved = {
      stringProps: { ...session, cfgValue: 8, seedMode: 'random', vaeName: 'fromCheckpoint', stepsValue: '25' },
      arrayProps: { loraList: ['a.safetensors'], samplerList: ['euler'] },
      mapProps: { loraMap: [['1', { name: 'a', strength: '1.0' }]], boxMap: [[1710000000000, box]] },
    };
    expect(read(saved)).toMatchObject({
      format: 'gligen-gui',
      layout: { background: 'best quality', boxes: [{ caption: 'a cat', rect: { x: 8, y: 16 } }] },
    });
  });

  it('is written with all three parts and no field that it does not know, or it is not opened', () => {
    const known = ['canvasWidth', 'canvasHeight', 'positivePrompt', 'negativePrompt'];
    const written = JSON.parse(exportLayout(sample, 'gligen-gui', '')) as Record<string, Record<string, unknown>>;
    expect(Object.keys(written)).toEqual(['stringProps', 'arrayProps', 'mapProps']);
    expect(Object.keys(written['stringProps'] ?? {})).toEqual(known);
    expect(written['mapProps']?.['boxMap']).toContainEqual([
      2,
      { ...{ id: 2, x1: 640, y1: 128, x2: 960, y2: 384, color: '#ff1493', visible: true }, caption: 'a cat' },
    ]);
  });

  it('may have a canvas that the studio has not', () => {
    const { layout, warnings } = read({ ...session, canvasWidth: 1280, boxMap: [box] });
    expect(layout.canvas).toEqual({ width: 1024, height: 512 });
    expect(layout.boxes[0]?.rect.x).toBeCloseTo(6.4);
    expect(warnings).toMatchObject([{ code: 'canvas_changed' }]);
  });
});

describe('what is none of them', () => {
  it.each<[string, unknown]>([
    ['bad_layout', { compositional_deconstruction: {} }],
    ['bad_layout', { gligen_boxes: [[1, 2]], gligen_phrases: ['a'] }],
    ['bad_layout', { boxMap: 7 }],
    ['bad_layout', { stringProps: {}, mapProps: {} }],
    ['bad_layout', { version: 1, boxes: [{ id: 'a' }] }],
    ['bad_layout', { gligen_phrases: Array(101).fill('a'), gligen_boxes: Array(101).fill([0, 0, 1, 1]) }],
    ['layout_unreadable', 'Good morning.'],
    ['layout_unreadable', ''],
    ['layout_unreadable', 'null'],
  ])('is %s', (code, value) => {
    expect(() => read(value)).toThrow(expect.objectContaining({ code }));
  });
});
