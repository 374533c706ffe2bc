import { chmodSync, mkdirSync, symlinkSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { Builder } from '../../../main/engine/onnx/builder.ts';
import type { Graph } from '../../../main/engine/onnx/builder.ts';
import { openSession } from '../../../main/engine/runtime/session.ts';
import { float32, int64 } from '../../../main/engine/tensor.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';
import { scaleGraph, writeWeights } from '../../helpers/weights.ts';

async function open(graph: Graph, folder: string) {
  const session = await openSession(graph, { folder, provider: 'cpu', threads: 1 });
  onTestFinished(() => session.release());
  return session;
}

const x = float32([1, 10, 100], [3]);

describe('weights', () => {
  test('are read in place, from any folder below the checkpoint', async () => {
    const folder = temporaryFolder();
    writeWeights(folder, 'unet/diffusion.safetensors', [2, 3, 4]);
    const session = await open(scaleGraph('unet/diffusion.safetensors', 3), folder);
    expect((await session.run({ x })).y).toEqual(float32([2, 30, 400], [3]));
    expect(session.bytes).toBe(12);
  });

  test('may lie in a folder that nobody can write to', async () => {
    const folder = temporaryFolder();
    writeWeights(folder, 'w.bin', [2, 3, 4]);
    chmodSync(folder, 0o555);
    onTestFinished(() => chmodSync(folder, 0o755));
    const session = await open(scaleGraph('w.bin', 3), folder);
    expect((await session.run({ x })).y?.data).toEqual(Float32Array.of(2, 30, 400));
  });

  test('may be a link to a store elsewhere, as downloads keep them', async () => {
    const folder = temporaryFolder();
    const blob = writeWeights(folder, 'blobs/4f2a', [2, 3, 4]);
    const snapshot = join(folder, 'snapshots/main');
    mkdirSync(join(snapshot, 'unet'), { recursive: true });
    symlinkSync(blob, join(snapshot, 'unet/w.safetensors'));
    const session = await open(scaleGraph('unet/w.safetensors', 3), snapshot);
    expect((await session.run({ x })).y?.data).toEqual(Float32Array.of(2, 30, 400));
  });

  test('that are missing or cut off are the checkpoint’s fault, said so', async () => {
    const folder = temporaryFolder();
    await expect(open(scaleGraph('w.bin', 3), folder)).rejects.toMatchObject({ code: 'checkpoint_missing' });
    truncateSync(writeWeights(folder, 'w.bin', [2, 3, 4]), 12);
    await expect(open(scaleGraph('w.bin', 3), folder)).rejects.toMatchObject({ code: 'checkpoint_corrupt' });
  });
});

describe('a run', () => {
  test('refuses feeds that do not fit, by name', async () => {
    const folder = temporaryFolder();
    writeWeights(folder, 'w.bin', [2, 3, 4]);
    const session = await open(scaleGraph('w.bin', 3), folder);
    await expect(session.run({})).rejects.toThrow('scale needs the input x: float32[3]');
    await expect(session.run({ x: float32([1, 2], [2]) })).rejects.toThrow('takes x: float32[3], got float32[2]');
    await expect(session.run({ x: int64([1, 2, 3], [3]) })).rejects.toThrow('takes x: float32[3], got int64[3]');
    expect((await session.run({ x })).y?.data).toEqual(Float32Array.of(2, 30, 400));
  });

  test('that fails names the node', async () => {
    const builder = new Builder('lookup');
    const index = builder.input('index', 'int64', [1]);
    builder.output('y', builder.gather(builder.constant([1, 2], [2]), index, 0));
    const session = await open(builder.finish(), temporaryFolder());
    await expect(session.run({ index: int64([5], [1]) })).rejects.toMatchObject({
      code: 'internal',
      message: 'ONNX Runtime could not run lookup.',
      detail: expect.stringMatching(/Gather/) as string,
    });
  });

  test('too big for the memory says so, and the session lives on', async () => {
    const side = 2 ** 22;
    const builder = new Builder('too big');
    const value = builder.input('value', 'float32', [1, 1]);
    const switchOn = builder.input('one', 'float32', [1, 1]);
    const wide = builder.expand(builder.mul(value, switchOn), [side, side]); // 64 TiB
    builder.output('sum', builder.reduceSum(wide, [0, 1], { keepdims: false }));
    const session = await open(builder.finish(), temporaryFolder());
    const feeds = { value: float32([1], [1, 1]), one: float32([1], [1, 1]) };
    await expect(session.run(feeds)).rejects.toMatchObject({ code: 'out_of_memory' });
    await expect(session.run(feeds)).rejects.toMatchObject({ code: 'out_of_memory' });
  });

  test('after release is refused', async () => {
    const folder = temporaryFolder();
    writeWeights(folder, 'w.bin', [2, 3, 4]);
    const session = await openSession(scaleGraph('w.bin', 3), { folder, provider: 'cpu' });
    await session.release();
    await expect(session.run({ x })).rejects.toMatchObject({ code: 'internal' });
  });
});

test('a provider that is not there throws instead of falling back', async () => {
  const folder = temporaryFolder();
  writeWeights(folder, 'w.bin', [2, 3, 4]);
  const provider = process.platform === 'win32' ? 'coreml' : 'dml';
  await expect(openSession(scaleGraph('w.bin', 3), { folder, provider })).rejects.toMatchObject({ code: 'internal' });
});
