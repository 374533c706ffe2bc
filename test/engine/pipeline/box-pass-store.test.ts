import { readdirSync, truncateSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { BoxPass } from '../../../main/engine/methods/method.ts';
import { openBoxPassStore } from '../../../main/engine/pipeline/box-pass-store.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

const pass = (value: number): BoxPass => ({
  trajectory: [Float32Array.of(value, 2, 3, 4, 5, 6, 7, 8), new Float32Array(8).fill(value)],
  mask: { width: 2, height: 4, cells: Uint8Array.of(0, 1, 0, 1, 1, 1, 0, 0) },
  attention: new Map([
    ['mid_0_0_0', [Float32Array.of(value, 0.5)]],
    ['up_1_0_0', []],
  ]),
});

describe('box pass store', () => {
  test('gives back what was put in, also to another process', async () => {
    const folder = join(temporaryFolder(), 'passes');
    const store = openBoxPassStore(folder, 'a', 10_000);
    expect(await store.read('one')).toBeNull();
    await store.write('one', pass(1));
    await store.write('two', pass(2));
    expect(await openBoxPassStore(folder, 'a', 10_000).read('one')).toEqual(pass(1));
    expect(await openBoxPassStore(folder, 'b', 10_000).read('one')).toBeNull();
  });

  test('lets the least recently used go when the budget is spent', async () => {
    const folder = temporaryFolder();
    const store = openBoxPassStore(folder, 'a', 650);
    await store.write('one', pass(1));
    await store.write('two', pass(2));
    for (const [i, name] of readdirSync(folder).sort().entries()) utimesSync(join(folder, name), i, i);
    expect(await store.read('one')).not.toBeNull(); // used just now
    await store.write('three', pass(3));
    expect(await store.read('two')).toBeNull();
    expect(await store.read('one')).toEqual(pass(1));
    expect(await store.read('three')).toEqual(pass(3));
  });

  test('keeps nothing that is larger than the budget', async () => {
    const folder = temporaryFolder();
    const store = openBoxPassStore(folder, 'a', 50);
    await store.write('one', pass(1));
    expect(readdirSync(folder)).toEqual([]);
  });

  test('draws again what is damaged', async () => {
    const folder = temporaryFolder();
    const store = openBoxPassStore(folder, 'a', 10_000);
    await store.write('one', pass(1));
    truncateSync(join(folder, readdirSync(folder)[0] ?? ''), 150);
    expect(await store.read('one')).toBeNull();
    expect(readdirSync(folder)).toEqual([]);
  });
});
