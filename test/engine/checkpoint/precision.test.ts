import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openCheckpoint } from '../../../main/engine/checkpoint/open-checkpoint.ts';
import { vaeDecode } from '../../../main/engine/models/vae.ts';
import { float32 } from '../../../main/engine/tensor.ts';
import { floats, goldenCheckpoint, goldenTensors } from '../../helpers/golden.ts';
import { partGraph, runOnce } from '../../helpers/model-graph.ts';
import { copiedCheckpoint, safetensorsFile, type Header } from '../../helpers/safetensors.ts';

const file = 'vae/diffusion_pytorch_model.safetensors';

/** A half float's value. */
function halfValue(bits: number): number {
  const [sign, exponent, fraction] = [bits >> 15 ? -1 : 1, (bits >> 10) & 31, bits & 1023];
  return exponent === 0 ? sign * 2 ** -24 * fraction : sign * 2 ** (exponent - 25) * (1024 + fraction);
}

/** The checkpoint with its half precision autoencoder rewritten: `encode` gives the bytes of some numbers. */
function rewritten(dtype: string, encode: (values: Float32Array) => Uint8Array): string {
  const folder = copiedCheckpoint(goldenCheckpoint('tiny-sd1'));
  const bytes = readFileSync(join(folder, file));
  const start = 8 + Number(bytes.readBigUInt64LE());
  const { __metadata__: _, ...header } = JSON.parse(bytes.toString('utf8', 8, start)) as Header;
  const parts: Uint8Array[] = [];
  let end = 0;
  const entries = Object.entries(header).map(
    ([
      name,
      {
        shape,
        data_offsets: [from, to],
      },
    ]) => {
      const halves = new Uint16Array(Uint8Array.from(bytes.subarray(start + from, start + to)).buffer);
      const data = encode(Float32Array.from(halves, halfValue));
      const begin = end;
      end += data.length;
      parts.push(data);
      return [name, { dtype, shape, data_offsets: [begin, end] }];
    },
  );
  const text = JSON.stringify(Object.fromEntries(entries));
  writeFileSync(join(folder, file), safetensorsFile(text.padEnd(Math.ceil(text.length / 8) * 8), Buffer.concat(parts)));
  return folder;
}

const bytesOf = (array: Float32Array | Uint16Array): Uint8Array => new Uint8Array(array.buffer);
/** The upper half of each float32: a bfloat16. */
const upperHalves = (values: Float32Array): Uint16Array =>
  Uint16Array.from(new Uint32Array(values.buffer), (bits) => bits >>> 16);
const asBfloat16 = (values: Float32Array): Float32Array =>
  new Float32Array(Uint32Array.from(upperHalves(values), (bits) => bits << 16).buffer);

async function decoded(folder: string): Promise<number[]> {
  const { vae } = await openCheckpoint(folder);
  const { data, dims } = floats(goldenTensors('components/sd1-vae.safetensors'), 'decode_in');
  const graph = partGraph(vae, (scope, config) => {
    scope.builder.output('image', vaeDecode(scope, config, scope.builder.input('latents', 'float32', dims)));
  });
  return Array.from((await runOnce(folder, graph, { latents: float32(data, dims) })).image?.data ?? []);
}

test('float32 weights draw what the same half precision weights draw', async () => {
  expect(await decoded(rewritten('F32', bytesOf))).toEqual(await decoded(goldenCheckpoint('tiny-sd1')));
});

test('bfloat16 weights draw what float32 weights of their values draw', async () => {
  const narrow = await decoded(rewritten('BF16', (values) => bytesOf(upperHalves(values))));
  const wide = await decoded(rewritten('F32', (values) => bytesOf(asBfloat16(values))));
  expect(narrow).toEqual(wide);
  expect(narrow.every(Number.isFinite)).toBe(true);
});
