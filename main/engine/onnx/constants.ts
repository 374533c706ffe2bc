import { AppError } from '../../../preload/contract/errors.ts';
import type { DType, InitializerData } from './ir.ts';

export const bytesPerElement: Readonly<Record<DType, number>> = {
  float32: 4,
  float16: 2,
  bfloat16: 2,
  int64: 8,
  int32: 4,
  uint8: 1,
  bool: 1,
};

export type ConstantData = readonly number[] | Float32Array | BigInt64Array | Int32Array | Uint8Array;

/**
 * Numbers as the bytes of a tensor.
 * @throws AppError internal for half floats, which have no array type here
 */
export function encodeNumbers(data: ConstantData, dtype: DType): Uint8Array {
  const array = typedArray(data, dtype);
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}

function typedArray(data: ConstantData, dtype: DType): Float32Array | BigInt64Array | Int32Array | Uint8Array {
  const numbers = data instanceof BigInt64Array ? Array.from(data, Number) : data;
  switch (dtype) {
    case 'float32':
      return data instanceof Float32Array ? data : Float32Array.from(numbers);
    case 'int64':
      return data instanceof BigInt64Array ? data : BigInt64Array.from(Array.from(numbers, BigInt));
    case 'int32':
      return Int32Array.from(numbers);
    case 'uint8':
    case 'bool':
      return Uint8Array.from(numbers);
    case 'float16':
    case 'bfloat16':
      throw new AppError('internal', `constants of ${dtype} cannot be written; cast one of float32`);
  }
}

/** The numbers of a tensor in the graph file; undefined when they are in another file or are half floats. */
export function decodeNumbers(data: InitializerData, dtype: DType): readonly number[] | undefined {
  if (data.kind === 'external') return undefined;
  const { buffer } = data.bytes.slice(); // a copy, because the view may not start at a multiple of the element size
  switch (dtype) {
    case 'float32':
      return Array.from(new Float32Array(buffer));
    case 'int64':
      return Array.from(new BigInt64Array(buffer), Number);
    case 'int32':
      return Array.from(new Int32Array(buffer));
    case 'uint8':
    case 'bool':
      return Array.from(new Uint8Array(buffer));
    case 'float16':
    case 'bfloat16':
      return undefined;
  }
}
