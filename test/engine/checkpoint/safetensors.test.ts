import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readSafetensors } from '../../../main/engine/checkpoint/safetensors.ts';
import { openWeights } from '../../../main/engine/checkpoint/weights.ts';
import { safetensorsFile } from '../../helpers/safetensors.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

const floats = (begin: number, end: number, shape = [(end - begin) / 4]) => ({
  dtype: 'F32',
  shape,
  data_offsets: [begin, end],
});

function written(bytes: Buffer): string {
  const path = join(temporaryFolder(), 'w.safetensors');
  writeFileSync(path, bytes);
  return path;
}

const file = (header: unknown, data: number): Buffer => safetensorsFile(JSON.stringify(header), Buffer.alloc(data));

describe('readSafetensors', () => {
  test('names every tensor with its place in the file', async () => {
    const header = {
      __metadata__: { format: 'pt' },
      b: floats(8, 24, [2, 2]),
      a: floats(0, 8),
      scalar: floats(24, 28, []),
    };
    const start = 8 + JSON.stringify(header).length;
    expect(await readSafetensors(written(file(header, 28)))).toEqual(
      new Map([
        ['b', { dtype: 'F32', shape: [2, 2], offset: start + 8, length: 16 }],
        ['a', { dtype: 'F32', shape: [2], offset: start, length: 8 }],
        ['scalar', { dtype: 'F32', shape: [], offset: start + 24, length: 4 }],
      ]),
    );
  });

  test.each([
    ['a file shorter than its length field', Buffer.alloc(5), /ends within its header/],
    ['a header longer than the file', safetensorsFile('{}', Buffer.alloc(0)).fill(200, 0, 1), /ends within/],
    ['a header longer than allowed', Buffer.alloc(16, 255), /longer than the format allows/],
    ['a header that is no JSON', safetensorsFile('{"a": ', Buffer.alloc(0)), /no JSON/],
    ['a header that is a list', file([floats(0, 4)], 4), /no list of tensors|not described/],
    ['an unknown element type', file({ a: { ...floats(0, 4), dtype: 'X9' } }, 4), /unknown element type "X9"/],
    ['a negative size', file({ a: { ...floats(0, 4), shape: [-1] } }, 4), /not described/],
    ['a size that is no whole number', file({ a: { ...floats(0, 4), shape: [1.5] } }, 4), /not described/],
    ['a shape too large to count', file({ a: { ...floats(0, 4), shape: [2 ** 40, 2 ** 40] } }, 4), /has 4 bytes/],
    ['bytes that do not fit the shape', file({ a: floats(0, 4, [2]) }, 4), /has 4 bytes, not 8/],
    ['offsets beyond the end', file({ a: floats(0, 64) }, 4), /describes/],
    ['offsets that run backwards', file({ a: { ...floats(0, 4), data_offsets: [4, 0] } }, 4), /bytes/],
    ['overlapping tensors', file({ a: floats(0, 8), b: floats(4, 12) }, 12), /gap in the data or overlaps/],
    ['a hole', file({ a: floats(0, 4), b: floats(8, 12) }, 12), /gap in the data or overlaps/],
    ['data after the last tensor', file({ a: floats(0, 4) }, 9), /bytes where its header describes/],
  ])('refuses %s', async (_name, bytes, message) => {
    await expect(readSafetensors(written(bytes))).rejects.toMatchObject({
      code: 'checkpoint_corrupt',
      message: expect.stringMatching(message) as string,
    });
  });

  test('says which file is missing', async () => {
    await expect(readSafetensors('/nowhere/w.safetensors')).rejects.toMatchObject({
      code: 'checkpoint_missing',
      message: expect.stringContaining('/nowhere/w.safetensors') as string,
    });
  });
});

describe('openWeights', () => {
  const one = safetensorsFile(JSON.stringify({ a: floats(0, 4) }), Buffer.alloc(4));
  const two = safetensorsFile(JSON.stringify({ b: floats(0, 8) }), Buffer.alloc(8));

  function part(files: Record<string, Buffer | string>): string {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'unet'));
    for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, 'unet', name), content);
    return folder;
  }

  test('takes the full precision file first, then a half precision one', async () => {
    const both = part({ 'm.safetensors': two, 'm.fp16.safetensors': one });
    expect([...(await openWeights(both, 'unet', 'm')).byKey.keys()]).toEqual(['b']);
    const half = await openWeights(part({ 'm.fp16.safetensors': one }), 'unet', 'm');
    expect(half.byKey.get('a')?.file).toBe('unet/m.fp16.safetensors');
    expect(half.bytes).toBe(one.length);
  });

  test('reads shards by their index, which can not lead out of the folder', async () => {
    const index = (map: Record<string, string>): string => JSON.stringify({ weight_map: map });
    const shards = { 'm-1.safetensors': one, 'm-2.safetensors': two };
    const sharded = part({
      ...shards,
      'm.safetensors.index.json': index({ a: 'm-1.safetensors', b: 'm-2.safetensors' }),
    });
    expect([...(await openWeights(sharded, 'unet', 'm')).byKey].map(([key, { file }]) => [key, file])).toEqual([
      ['a', 'unet/m-1.safetensors'],
      ['b', 'unet/m-2.safetensors'],
    ]);
    const hostile = part({ 'm.safetensors.index.json': index({ a: '../../w.safetensors' }) });
    await expect(openWeights(hostile, 'unet', 'm')).rejects.toMatchObject({ code: 'checkpoint_corrupt' });
  });

  test('does not read pickles, and says what to get instead', async () => {
    await expect(openWeights(part({ 'm.bin': 'x' }), 'unet', 'm')).rejects.toMatchObject({
      code: 'checkpoint_unsupported',
      message: expect.stringMatching(/pickles.*safetensors/) as string,
    });
    await expect(openWeights(part({}), 'unet', 'm')).rejects.toMatchObject({ code: 'checkpoint_missing' });
  });

  test('follows links, as caches of downloads have them', async () => {
    const folder = part({});
    const blob = written(one);
    symlinkSync(blob, join(folder, 'unet', 'm.safetensors'));
    expect([...(await openWeights(folder, 'unet', 'm')).byKey.keys()]).toEqual(['a']);
  });
});
