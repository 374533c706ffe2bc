import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';

/** Root of the golden set under test: GOLDEN_DIR, else the part in the repository. */
export const goldenRoot = resolve(process.env['GOLDEN_DIR'] ?? join(import.meta.dirname, '../golden'));

const workRoot = join(
  import.meta.dirname,
  '../../.cache/golden',
  createHash('sha256').update(goldenRoot).digest('hex').slice(0, 12),
);

/** Contents of a golden file, stored as it is or gzipped. */
export function goldenBytes(rel: string): Buffer {
  const path = join(goldenRoot, rel);
  return existsSync(path) ? readFileSync(path) : gunzipSync(readFileSync(`${path}.gz`));
}

export const goldenExists = (rel: string): boolean =>
  existsSync(join(goldenRoot, rel)) || existsSync(join(goldenRoot, `${rel}.gz`));

/** Contents of a JSON file of the set. Python writes infinities and NaN as bare words, which JSON has not: they become null. */
export const goldenJson = <T>(rel: string): T => {
  const text = goldenBytes(rel).toString('utf8');
  return JSON.parse(text.replace(/([:[,]\s*)(?:-?Infinity|NaN)(?=\s*[,\]}])/g, '$1null')) as T;
};

export interface GoldenTensor {
  readonly dtype: 'F32' | 'I32' | 'U8' | 'I64' | 'F16' | 'F64';
  readonly dims: readonly number[];
  readonly data: Float32Array | Float64Array | Int32Array | Uint8Array | BigInt64Array | Uint16Array;
}

const arrays = {
  F32: Float32Array,
  F64: Float64Array,
  I32: Int32Array,
  U8: Uint8Array,
  I64: BigInt64Array,
  F16: Uint16Array,
} as const;

interface Entry {
  readonly dtype: GoldenTensor['dtype'];
  readonly shape: number[];
  readonly data_offsets: [number, number];
}

/** All tensors of a golden .safetensors file (trusted data: no validation beyond types). */
export function goldenTensors(rel: string): Map<string, GoldenTensor> {
  const { header, body } = split(goldenBytes(rel));
  return new Map(
    Object.entries(header).map(
      ([
        name,
        {
          dtype,
          shape,
          data_offsets: [from, to],
        },
      ]) => [name, { dtype, dims: shape, data: new arrays[dtype](new Uint8Array(body.subarray(from, to)).buffer) }],
    ),
  );
}

/** A float32 golden tensor; throws when the set does not hold it. */
export function floats(
  tensors: ReadonlyMap<string, GoldenTensor>,
  name: string,
): { dims: readonly number[]; data: Float32Array } {
  const tensor = tensors.get(name);
  if (!(tensor?.data instanceof Float32Array)) throw new Error(`golden set has no float32 tensor ${name}`);
  return { dims: tensor.dims, data: tensor.data };
}

function split(bytes: Buffer): { header: Record<string, Entry>; body: Buffer } {
  const length = Number(bytes.readBigUInt64LE(0));
  const { __metadata__: _, ...header } = JSON.parse(bytes.toString('utf8', 8, 8 + length)) as Record<string, Entry>;
  return { header, body: bytes.subarray(8 + length) };
}

interface Assembly {
  checkpoints: Record<
    string,
    { copy: [string, string][]; splice: { file: string; tensor: string; from: string; key: string }[] } | undefined
  >;
}

/**
 * Folder of an assembled checkpoint of the set ("tiny-sd1", "tiny-gligen", "tiny-sd2", …), built once under .cache/ by the set's assemble.json.
 * @returns an absolute path to a writable diffusers folder
 */
export function goldenCheckpoint(name: string): string {
  const target = join(workRoot, name);
  if (existsSync(target)) return target;
  const staging = join(workRoot, `${name}.${process.pid}`);
  rmSync(staging, { recursive: true, force: true });
  const from = (rel: string) => join(goldenRoot, 'checkpoints', rel);
  const to = (rel: string) => join(staging, rel);
  const assembly = goldenJson<Assembly>('checkpoints/assemble.json').checkpoints[name];
  if (!assembly) throw new Error(`golden set has no checkpoint ${name}`);
  const base = name === 'tiny-sd2-v' ? 'tiny-sd2' : name;
  if (base !== name) cpSync(goldenCheckpoint(base), to(name), { recursive: true });
  unpack(from(name), to(name));
  for (const [source, destination] of base === name ? assembly.copy : []) unpack(from(source), to(destination));
  for (const { file, tensor, from: source, key } of assembly.splice) {
    const { header, body } = split(goldenBytes(`checkpoints/${source}`));
    const entry = header[key];
    if (!entry) throw new Error(`${source} has no tensor ${key}`);
    splice(to(file), tensor, entry, body.subarray(...entry.data_offsets));
  }
  mkdirSync(workRoot, { recursive: true });
  try {
    renameSync(to(name), target);
  } catch (error) {
    if (!existsSync(target)) throw error; // another test process was first
  }
  rmSync(staging, { recursive: true, force: true });
  return target;
}

/** Copies a file or folder, gunzipping what is stored as NAME.gz. */
function unpack(source: string, destination: string): void {
  if (!existsSync(source)) {
    mkdirSync(dirname(destination), { recursive: true });
    writeFileSync(destination, gunzipSync(readFileSync(`${source}.gz`)));
  } else if (statSync(source).isDirectory()) {
    mkdirSync(destination, { recursive: true });
    for (const entry of readdirSync(source)) {
      const plain = entry.replace(/\.gz$/, '');
      unpack(join(source, plain), join(destination, plain));
    }
  } else {
    mkdirSync(dirname(destination), { recursive: true });
    cpSync(source, destination);
  }
}

/** Appends a tensor to a .safetensors file. */
function splice(file: string, name: string, entry: Entry, data: Buffer): void {
  const { header, body } = split(readFileSync(file));
  header[name] = { dtype: entry.dtype, shape: entry.shape, data_offsets: [body.length, body.length + data.length] };
  let json = JSON.stringify(header);
  json += ' '.repeat((8 - (json.length % 8)) % 8);
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(json.length));
  writeFileSync(file, Buffer.concat([length, Buffer.from(json), body, data]));
}
