import { open } from 'node:fs/promises';
import { z } from 'zod';
import { AppError } from '../../../preload/contract/errors.ts';

/** Bytes per element of the types the format knows. */
const elementBytes: Readonly<Record<string, number>> = {
  F64: 8,
  F32: 4,
  F16: 2,
  BF16: 2,
  F8_E4M3: 1,
  F8_E5M2: 1,
  I64: 8,
  I32: 4,
  I16: 2,
  I8: 1,
  U64: 8,
  U32: 4,
  U16: 2,
  U8: 1,
  BOOL: 1,
};

/** One tensor of a file, row-major. */
export interface StoredTensor {
  /** The format's name: "F32", "F16", "BF16", … */
  readonly dtype: string;
  readonly shape: readonly number[];
  /** Bytes from the start of the file. */
  readonly offset: number;
  readonly length: number;
}

const size = z.int().min(0);
const entrySchema = z.object({
  dtype: z.string(),
  shape: z.array(size).max(8),
  data_offsets: z.tuple([size, size]),
});
const metadataSchema = z.record(z.string(), z.string());
const headerSchema = z.record(z.string(), z.unknown());

const lengthBytes = 8;
/** The format's own limit. */
const largestHeader = 100_000_000;

/**
 * Reads what a .safetensors file holds, from its header alone. The header is not trusted: every tensor must have the bytes its shape needs,
 * inside the file, and the tensors must cover the data without gap or overlap.
 * @throws AppError checkpoint_missing, checkpoint_corrupt
 */
export async function readSafetensors(path: string): Promise<Map<string, StoredTensor>> {
  const { header, dataStart, fileBytes } = await readHeader(path);
  const tensors = new Map<string, StoredTensor>();
  for (const [name, value] of Object.entries(header)) {
    if (name === '__metadata__') continue;
    tensors.set(name, storedTensor(path, name, value, dataStart));
  }
  let end = dataStart;
  for (const [name, tensor] of [...tensors].sort(([, a], [, b]) => a.offset - b.offset || a.length - b.length)) {
    if (tensor.offset !== end) throw corrupt(path, `tensor "${name}" leaves a gap in the data or overlaps another`);
    end += tensor.length;
  }
  if (end !== fileBytes) throw corrupt(path, `it has ${fileBytes} bytes where its header describes ${end}`);
  return tensors;
}

/**
 * What the writer of a .safetensors file says of it: names and texts.
 * @throws AppError checkpoint_missing, checkpoint_corrupt
 */
export async function readMetadata(path: string): Promise<Readonly<Record<string, string>>> {
  const { header } = await readHeader(path);
  return metadataSchema.safeParse(header['__metadata__'] ?? {}).data ?? {};
}

async function readHeader(path: string) {
  const file = await open(path).catch((cause: unknown) => {
    throw new AppError('checkpoint_missing', `A file of this checkpoint is missing: ${path}. Nothing was lost.`, {
      cause,
    });
  });
  try {
    const fileBytes = (await file.stat()).size;
    const prefix = await read(lengthBytes, 0);
    const length = prefix.readBigUInt64LE();
    if (length > BigInt(largestHeader)) throw corrupt(path, 'its header is longer than the format allows');
    const text = (await read(Number(length), lengthBytes)).toString('utf8');
    const header = headerSchema.safeParse(parseJson(path, text));
    if (!header.success) throw corrupt(path, 'its header is no list of tensors', header.error);
    return { header: header.data, dataStart: lengthBytes + Number(length), fileBytes };

    async function read(count: number, position: number): Promise<Buffer> {
      if (position + count > fileBytes) throw corrupt(path, 'it ends within its header');
      const buffer = Buffer.alloc(count);
      const { bytesRead } = await file.read(buffer, 0, count, position);
      if (bytesRead !== count) throw corrupt(path, 'it ends within its header');
      return buffer;
    }
  } finally {
    await file.close();
  }
}

function parseJson(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw corrupt(path, 'its header is no JSON', error);
  }
}

function storedTensor(path: string, name: string, value: unknown, dataStart: number): StoredTensor {
  const entry = entrySchema.safeParse(value);
  if (!entry.success) throw corrupt(path, `tensor "${name}" is not described as it must be`, entry.error);
  const {
    dtype,
    shape,
    data_offsets: [begin, end],
  } = entry.data;
  const bytes = elementBytes[dtype];
  if (bytes === undefined) throw corrupt(path, `tensor "${name}" has the unknown element type "${dtype}"`);
  const needed = shape.reduce((product, n) => product * n, bytes);
  if (!Number.isSafeInteger(needed) || needed !== end - begin) {
    throw corrupt(path, `tensor "${name}" of shape [${shape.join(', ')}] has ${end - begin} bytes, not ${needed}`);
  }
  return { dtype, shape, offset: dataStart + begin, length: needed };
}

const corrupt = (path: string, reason: string, cause?: unknown): AppError =>
  new AppError(
    'checkpoint_corrupt',
    `The weight file ${path} can not be used: ${reason}. Nothing was lost. Download or copy the checkpoint again.`,
    { cause },
  );
