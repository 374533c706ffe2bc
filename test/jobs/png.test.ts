import { decode } from 'fast-png';
import { describe, expect, it } from 'vitest';
import { encodePng, pngDataUrl, readPngText } from '../../main/jobs/png.ts';
import { readPngRecord, pngText } from '../../main/jobs/record.ts';
import { sampleItem, sampleLayout } from '../helpers/samples.ts';

const image = { width: 3, height: 2, data: Uint8Array.from({ length: 18 }, (_, i) => i * 14) };

describe('encodePng', () => {
  it('keeps every pixel, and its text, through another reader', () => {
    const decoded = decode(encodePng(image, { parameters: 'a dog\nSteps: 20' }), { checkCrc: true });
    expect([decoded.width, decoded.height, decoded.channels]).toEqual([3, 2, 3]);
    expect(Array.from(decoded.data)).toEqual(Array.from(image.data));
    expect(decoded.text).toEqual({ parameters: 'a dog\nSteps: 20' });
  });

  it('writes text of any language', () => {
    const text = { plain: 'a dog', other: 'ein Vögelchen 🐦 über dem Meer', empty: '' };
    const png = encodePng(image, text);
    expect(readPngText(png)).toEqual(text);
    expect(Array.from(decode(png, { checkCrc: true }).data)).toEqual(Array.from(image.data));
  });

  it('makes addresses for a window', () => {
    const url = pngDataUrl(image);
    expect(url).toMatch(/^data:image\/png;base64,iVBOR/);
    expect(decode(Buffer.from(url.split(',')[1] ?? '', 'base64')).width).toBe(3);
  });
});

describe('record', () => {
  const item = sampleItem('one', { layout: sampleLayout('a caf\u00e9', ['a red car']) });
  const record = { format: 1 as const, app: 'LMD Studio 1', provider: 'cpu', item };

  it('comes back from the picture', () => {
    expect(readPngRecord(encodePng(image, pngText(record)))).toEqual(record);
  });

  it('is also written as other programs write it', () => {
    expect(
      pngText({ ...record, item: sampleItem('one', { settings: { ...item.settings, negative: 'blur' } }) }).parameters,
    ).toBe(
      'a caf\u00e9\nNegative prompt: blur\nSteps: 20, Sampler: ddim, CFG scale: 7.5, Seed: 7, Size: 256x256, Model: starter, LMD method: gligen, Version: LMD Studio 1',
    );
  });

  it.each([
    ['no chunk', encodePng(image)],
    ['a chunk that is not JSON', encodePng(image, { lmd: '{' })],
    ['a chunk of another form', encodePng(image, { lmd: '{"format":2}' })],
    ['a file cut short', encodePng(image, pngText(record)).subarray(0, 60)],
    ['no PNG', new Uint8Array(5)],
  ])('is absent from %s', (_name, png) => {
    expect(readPngRecord(png)).toBeNull();
  });
});
