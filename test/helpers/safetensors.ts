import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from './temporary-folder.ts';

export type Header = Record<string, { dtype: string; shape: number[]; data_offsets: [number, number] }>;

/** A .safetensors file of a header, given as text so that it can be wrong, and data. */
export function safetensorsFile(header: string, data: Uint8Array): Buffer {
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(Buffer.byteLength(header)));
  return Buffer.concat([length, Buffer.from(header), data]);
}

/** A writable copy of a checkpoint. */
export function copiedCheckpoint(folder: string): string {
  const copy = join(temporaryFolder(), 'checkpoint');
  cpSync(folder, copy, { recursive: true });
  return copy;
}

/** Rewrites one weight file of a checkpoint in place; tensors of which nothing is returned are dropped. */
export function editTensors(
  folder: string,
  file: string,
  edit: (name: string, entry: Header[string]) => [name: string, entry: Header[string]] | null,
): void {
  const path = join(folder, file);
  const bytes = readFileSync(path);
  const length = Number(bytes.readBigUInt64LE());
  const { __metadata__: _, ...header } = JSON.parse(bytes.toString('utf8', 8, 8 + length)) as Header;
  const parts: Buffer[] = [];
  let end = 0;
  const edited = Object.entries(header).flatMap(([name, entry]) => {
    const result = edit(name, entry);
    if (result === null) return [];
    const data = bytes.subarray(8 + length + entry.data_offsets[0], 8 + length + entry.data_offsets[1]);
    const begin = end;
    end += data.length;
    parts.push(data);
    return [[result[0], { ...result[1], data_offsets: [begin, end] }] as const];
  });
  const text = JSON.stringify(Object.fromEntries(edited));
  writeFileSync(path, safetensorsFile(text.padEnd(Math.ceil(text.length / 8) * 8), Buffer.concat(parts)));
}

/** A copy of a checkpoint with other names in one weight file. */
export function renameTensors(folder: string, file: string, rename: (name: string) => string): string {
  const copy = copiedCheckpoint(folder);
  editTensors(copy, file, (name, entry) => [rename(name), entry]);
  return copy;
}

export interface StoredBytes {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly data: Buffer;
}

/** All tensors of a .safetensors file, as bytes. */
export function readTensors(path: string): Map<string, StoredBytes> {
  const bytes = readFileSync(path);
  const start = 8 + Number(bytes.readBigUInt64LE());
  const { __metadata__: _, ...header } = JSON.parse(bytes.toString('utf8', 8, start)) as Header;
  return new Map(
    Object.entries(header).map(
      ([
        key,
        {
          dtype,
          shape,
          data_offsets: [from, to],
        },
      ]) => [key, { dtype, shape, data: bytes.subarray(start + from, start + to) }],
    ),
  );
}

/** Writes tensors as a .safetensors file. */
export function writeTensors(
  path: string,
  tensors: ReadonlyMap<string, StoredBytes>,
  metadata: Readonly<Record<string, string>> = {},
): void {
  let end = 0;
  const header = Object.fromEntries(
    [...tensors].map(([key, { dtype, shape, data }]) => {
      const begin = end;
      end += data.length;
      return [key, { dtype, shape, data_offsets: [begin, end] }];
    }),
  );
  const text = JSON.stringify({ __metadata__: metadata, ...header });
  const padded = text.padEnd(Math.ceil(text.length / 8) * 8);
  writeFileSync(path, safetensorsFile(padded, Buffer.concat([...tensors.values()].map(({ data }) => data))));
}
