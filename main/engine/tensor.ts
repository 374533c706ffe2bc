import { AppError } from '../../preload/contract/errors.ts';

export type TensorData = {
  float32: Float32Array;
  int64: BigInt64Array;
  int32: Int32Array;
  uint8: Uint8Array;
  bool: Uint8Array;
};
export type TensorDType = keyof TensorData;

/** A dense row-major array in host memory: what goes into and comes out of a session. */
export interface Tensor<D extends TensorDType = 'float32'> {
  readonly dtype: D;
  readonly dims: readonly number[];
  readonly data: TensorData[D];
}
export type AnyTensor = { [D in TensorDType]: Tensor<D> }[TensorDType];

export const elementCount = (dims: readonly number[]): number => dims.reduce((n, d) => n * d, 1);

export function float32(data: Float32Array | readonly number[], dims: readonly number[]): Tensor {
  const array = data instanceof Float32Array ? data : Float32Array.from(data);
  if (array.length !== elementCount(dims))
    throw new AppError(
      'internal',
      `tensor of shape [${dims.join(', ')}] needs ${elementCount(dims)} values, got ${array.length}`,
    );
  return { dtype: 'float32', dims, data: array };
}

export function int64(data: readonly number[], dims: readonly number[]): Tensor<'int64'> {
  if (data.length !== elementCount(dims))
    throw new AppError(
      'internal',
      `tensor of shape [${dims.join(', ')}] needs ${elementCount(dims)} values, got ${data.length}`,
    );
  return { dtype: 'int64', dims, data: BigInt64Array.from(data, BigInt) };
}
