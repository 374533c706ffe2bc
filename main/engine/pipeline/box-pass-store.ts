import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { BoxPass, BoxPassStore } from '../methods/method.ts';

const suffix = '.pass';
const headerSchema = z.object({
  width: z.int().positive(),
  height: z.int().positive(),
  latentSize: z.int().positive(),
  steps: z.int().positive(),
  attention: z.array(z.object({ key: z.string(), steps: z.int().min(0), size: z.int().min(0) })),
});
type Header = z.infer<typeof headerSchema>;

/**
 * Keeps the passes of single boxes in files, the least recently used of which go when they outgrow the budget. It is a cache: what can not be
 * read or written is drawn again.
 * @param scope what passes belong to besides their own key: checkpoint and size
 * @param budget bytes
 */
export function openBoxPassStore(folder: string, scope: string, budget: number): BoxPassStore {
  const file = (key: string): string => join(folder, `${scope}-${key}${suffix}`);
  return {
    read(key) {
      const path = file(key);
      try {
        const pass = decodePass(readFileSync(path));
        const now = new Date();
        utimesSync(path, now, now);
        return Promise.resolve(pass);
      } catch {
        rmSync(path, { force: true }); // missing, or damaged: either way there is nothing to keep
        return Promise.resolve(null);
      }
    },
    write(key, pass) {
      const bytes = encodePass(pass);
      if (bytes.length > budget) return Promise.resolve();
      mkdirSync(folder, { recursive: true });
      makeRoom(folder, budget - bytes.length);
      const staged = `${file(key)}.${process.pid}`;
      writeFileSync(staged, bytes);
      renameSync(staged, file(key));
      return Promise.resolve();
    },
  };
}

function makeRoom(folder: string, room: number): void {
  const files = readdirSync(folder)
    .filter((name) => name.endsWith(suffix))
    .map((name) => ({ path: join(folder, name), stat: statSync(join(folder, name)) }))
    .sort((a, b) => a.stat.mtimeMs - b.stat.mtimeMs);
  let held = files.reduce((sum, { stat }) => sum + stat.size, 0);
  for (const { path, stat } of files) {
    if (held <= room) return;
    rmSync(path, { force: true });
    held -= stat.size;
  }
}

/** Length of the header, header as JSON, mask, latents, attention. */
function encodePass({ trajectory, mask, attention }: BoxPass): Buffer {
  const header: Header = {
    width: mask.width,
    height: mask.height,
    latentSize: trajectory[0]?.length ?? 0,
    steps: trajectory.length,
    attention: [...attention].map(([key, steps]) => ({ key, steps: steps.length, size: steps[0]?.length ?? 0 })),
  };
  const text = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(text.length);
  const arrays = [...trajectory, ...[...attention.values()].flat()].map(
    ({ buffer, byteOffset, byteLength }) => new Uint8Array(buffer, byteOffset, byteLength),
  );
  return Buffer.concat([length, text, mask.cells, ...arrays]);
}

function decodePass(bytes: Buffer): BoxPass {
  const start = 4 + bytes.readUInt32LE();
  const header = headerSchema.parse(JSON.parse(bytes.toString('utf8', 4, start)));
  let at = start;
  const take = (count: number): Uint8Array<ArrayBuffer> => {
    if (at + count > bytes.length) throw new RangeError('the file is cut off');
    const part = Uint8Array.from(bytes.subarray(at, at + count));
    at += count;
    return part;
  };
  const floats = (count: number): Float32Array => new Float32Array(take(4 * count).buffer);
  const { width, height, latentSize, steps } = header;
  const mask = { width, height, cells: take(width * height) };
  const trajectory = Array.from({ length: steps }, () => floats(latentSize));
  const attention = header.attention.map(
    ({ key, steps: count, size }) => [key, Array.from({ length: count }, () => floats(size))] as const,
  );
  return { trajectory, mask, attention: new Map(attention) };
}
