import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Builder } from '../../../main/engine/onnx/builder.ts';
import type { DType } from '../../../main/engine/onnx/ir.ts';
import { ProtobufWriter } from '../../../main/engine/onnx/protobuf.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';
import { runGraph } from './run-graph.ts';

/** 0.5, -2 and 3 as little-endian bytes. */
const bytes: Partial<Record<DType, Buffer>> = {
  float32: Buffer.from(Float32Array.from([0.5, -2, 3]).buffer),
  float16: Buffer.from(Uint16Array.from([0x3800, 0xc000, 0x4200]).buffer),
  bfloat16: Buffer.from(Uint16Array.from([0x3f00, 0xc000, 0x4040]).buffer),
};

/** A safetensors file: header length, header, then the tensors one behind the other. */
function writeSafetensors(file: string): Map<DType, { offset: number; length: number }> {
  const names = { float32: 'F32', float16: 'F16', bfloat16: 'BF16' };
  const ranges = new Map<DType, { offset: number; length: number }>();
  const header: Record<string, unknown> = {};
  let end = 0;
  for (const dtype of ['float16', 'float32', 'bfloat16'] as const) {
    const length = bytes[dtype]?.length ?? 0;
    header[dtype] = { dtype: names[dtype], shape: [3], data_offsets: [end, end + length] };
    ranges.set(dtype, { offset: end, length });
    end += length;
  }
  const json = Buffer.from(JSON.stringify(header));
  const size = Buffer.alloc(8);
  size.writeBigUInt64LE(BigInt(json.length));
  const data = (['float16', 'float32', 'bfloat16'] as const).map((dtype) => bytes[dtype] ?? Buffer.alloc(0));
  writeFileSync(file, Buffer.concat([size, json, ...data]));
  for (const range of ranges.values()) range.offset += 8 + json.length;
  return ranges;
}

describe('serialize', () => {
  it.each(['float32', 'float16', 'bfloat16'] as const)('leaves %s weights in their file', async (dtype) => {
    const folder = temporaryFolder();
    const range = writeSafetensors(join(folder, 'model.safetensors')).get(dtype) ?? { offset: 0, length: 0 };
    const b = new Builder('external');
    const x = b.input('x', 'float32', [3]);
    const w = b.initializer('w', dtype, [3], { kind: 'external', file: 'model.safetensors', ...range });
    b.output('y', b.mul(x, b.cast(w, 'float32')));
    const { y } = await runGraph(b.finish(), { x: [1, 10, 100] }, folder);
    expect(y?.data).toEqual([0.5, -20, 300]);
  });

  it('writes half floats into the graph file too', async () => {
    const b = new Builder('inline');
    const w = b.initializer('w', 'float16', [3], { kind: 'inline', bytes: bytes.float16 ?? new Uint8Array() });
    b.output('y', b.cast(w, 'float32'));
    expect((await runGraph(b.finish())).y?.data).toEqual([0.5, -2, 3]);
  });

  it('reads constants whose bytes start anywhere', () => {
    const b = new Builder('unaligned');
    const shifted = new Uint8Array(13);
    shifted.set(bytes.float32 ?? [], 1);
    const w = b.initializer('w', 'float32', [3], { kind: 'inline', bytes: shifted.subarray(1) });
    expect(b.numbers(w)).toEqual([0.5, -2, 3]);
  });
});

describe('the protocol buffer writer', () => {
  const written = (write: (w: ProtobufWriter) => void): string => {
    const w = new ProtobufWriter();
    write(w);
    return Buffer.from(w.finish()).toString('hex');
  };

  it('writes whole numbers seven bits at a time', () => {
    expect(written((w) => w.int(1, 150))).toBe('089601');
    expect(written((w) => w.int(20, 0))).toBe('a00100');
    expect(written((w) => w.int(1, -1))).toBe('08ffffffffffffffffff01');
    expect(written((w) => w.int(1, 2 ** 40))).toBe('08808080808020');
  });

  it('writes text, floats and messages within messages', () => {
    expect(written((w) => w.string(2, 'ü'))).toBe('1202c3bc');
    expect(written((w) => w.float(2, 1))).toBe('150000803f');
    expect(written((w) => w.message(3, (inner) => inner.int(1, 150)))).toBe('1a03089601');
  });

  it('grows', () => {
    const long = 'x'.repeat(1000);
    expect(written((w) => w.message(1, (inner) => inner.string(1, long)))).toHaveLength(2 * (1000 + 6));
  });
});
