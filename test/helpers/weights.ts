import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Builder } from '../../main/engine/onnx/builder.ts';
import type { Graph } from '../../main/engine/onnx/builder.ts';

/** Writes floats as a weight file with a header of eight bytes, as the graph of `scaleGraph` expects them. */
export function writeWeights(folder: string, file: string, values: readonly number[]): string {
  const path = join(folder, file);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, Buffer.concat([Buffer.alloc(8), Buffer.from(Float32Array.from(values).buffer)]));
  return path;
}

/** y = x · w, element by element, with w in place in a file. */
export function scaleGraph(file: string, count: number, name = 'scale'): Graph {
  const builder = new Builder(name);
  const x = builder.input('x', 'float32', [count]);
  const w = builder.initializer('w', 'float32', [count], { kind: 'external', file, offset: 8, length: count * 4 });
  builder.output('y', builder.mul(x, w));
  return builder.finish();
}
