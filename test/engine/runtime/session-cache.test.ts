import { describe, expect, onTestFinished, test } from 'vitest';
import { ProviderChain } from '../../../main/engine/runtime/providers.ts';
import { SessionCache } from '../../../main/engine/runtime/session-cache.ts';
import { float32 } from '../../../main/engine/tensor.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';
import { scaleGraph, writeWeights } from '../../helpers/weights.ts';

const x = float32([1, 10, 100], [3]);
const graphBytes = 12;

function openCache(budget: number) {
  const folder = temporaryFolder();
  writeWeights(folder, 'w.bin', [2, 3, 4]);
  const chain = new ProviderChain(['cpu'], () => Promise.resolve({ fusedAttention: true }));
  const cache = new SessionCache(chain, { budget, threads: 1 });
  onTestFinished(() => cache.releaseAll());
  const built: string[] = [];
  const open = (key: string) =>
    cache.open({
      key,
      folder,
      build: () => {
        built.push(key);
        return scaleGraph('w.bin', 3, key);
      },
    });
  return { folder, cache, built, open };
}

describe('the session cache', () => {
  test('builds and opens a graph once', async () => {
    const { cache, folder, built, open } = openCache(10 * graphBytes);
    expect(cache.has({ key: 'a', folder })).toBe(false);
    const first = await open('a');
    expect(await open('a')).toBe(first);
    expect(await open('b')).not.toBe(first);
    expect(built).toEqual(['a', 'b']);
    expect(cache.has({ key: 'a', folder })).toBe(true);
    expect(cache.has({ key: 'a', folder: temporaryFolder() })).toBe(false);
  });

  test('opens again when the weights were changed on disk', async () => {
    const { cache, folder, built, open } = openCache(10 * graphBytes);
    expect((await (await open('a')).run({ x })).y?.data).toEqual(Float32Array.of(2, 30, 400));
    writeWeights(folder, 'w.bin', [5, 6, 7, 8]);
    expect(cache.has({ key: 'a', folder })).toBe(false);
    expect((await (await open('a')).run({ x })).y?.data).toEqual(Float32Array.of(5, 60, 700));
    expect(built).toEqual(['a', 'a']);
  });

  test('releases the least recently used to stay within its budget', async () => {
    const { cache, folder, open } = openCache(2 * graphBytes);
    await open('a');
    const b = await open('b');
    await open('a');
    await open('c');
    expect(['a', 'b', 'c'].map((key) => cache.has({ key, folder }))).toEqual([true, false, true]);
    await expect(b.run({ x })).rejects.toMatchObject({ code: 'internal' });
  });

  test('opens what is bigger than the budget alone', async () => {
    const { cache, folder, open } = openCache(graphBytes - 1);
    await open('a');
    expect((await (await open('b')).run({ x })).y?.data).toEqual(Float32Array.of(2, 30, 400));
    expect(cache.has({ key: 'a', folder })).toBe(false);
  });

  test('gives everything back when told', async () => {
    const { cache, folder, open } = openCache(10 * graphBytes);
    const a = await open('a');
    await cache.releaseAll();
    expect(cache.has({ key: 'a', folder })).toBe(false);
    await expect(a.run({ x })).rejects.toMatchObject({ code: 'internal' });
    expect((await (await open('a')).run({ x })).y?.data).toEqual(Float32Array.of(2, 30, 400));
  });
});
