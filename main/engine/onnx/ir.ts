/** Element types a graph may hold; names as in ONNX's TensorProto. */
export type DType = 'float32' | 'float16' | 'bfloat16' | 'int64' | 'int32' | 'uint8' | 'bool';

/** TensorProto.DataType */
export const typeNumbers: Readonly<Record<DType, number>> = {
  float32: 1,
  uint8: 2,
  int32: 6,
  int64: 7,
  bool: 9,
  float16: 10,
  bfloat16: 16,
};

/** Every dimension is known when a graph is built. */
export type Shape = readonly number[];

/** A typed edge: output of one node, an input of the graph, or an initializer. Identity is the object; the name is unique in its graph. */
export interface Value {
  readonly name: string;
  readonly dtype: DType;
  readonly shape: Shape;
}

export type Attribute = number | string | readonly number[] | { readonly float: number };
export type Attributes = Readonly<Record<string, Attribute>>;

/** Where the bytes of an initializer are: in the graph file, or in place in another file (little endian, row-major). */
export type InitializerData =
  | { readonly kind: 'inline'; readonly bytes: Uint8Array }
  | { readonly kind: 'external'; readonly file: string; readonly offset: number; readonly length: number };

export interface Initializer {
  readonly value: Value;
  readonly data: InitializerData;
}
