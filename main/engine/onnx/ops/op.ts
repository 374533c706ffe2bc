import type { DType, Shape, Value } from '../ir.ts';

/** What an operator says of one of its outputs. */
export interface TensorType {
  readonly dtype: DType;
  readonly shape: Shape;
}

interface AttributeTypes {
  int: number;
  ints: readonly number[];
  float: { readonly float: number };
  string: string;
}
export type AttributeKind = keyof AttributeTypes;
export type AttributeKinds = Readonly<Record<string, AttributeKind>>;
export type AttributesOf<S extends AttributeKinds> = { readonly [K in keyof S]: AttributeTypes[S[K]] };

/** One application of an operator, as its inference rule sees it. */
export interface Application<A> {
  readonly inputs: readonly (Value | null)[];
  readonly attributes: A;
  /** Input `i`, which must be there. */
  input(i: number): Value;
  /** The numbers of input `i`, which must be an initializer in the graph file. */
  numbers(i: number): readonly number[];
  /** Throws AppError graph_invalid, naming operator and node. */
  fail(message: string): never;
}

/**
 * An operator: its attributes (all of them are always written), how many inputs it takes, and the types of its outputs.
 * The rule is also the check: it fails for inputs that ONNX Runtime would refuse.
 */
export interface Op<S extends AttributeKinds = AttributeKinds> {
  readonly domain: '' | 'com.microsoft';
  readonly attributes: S;
  /** Fewest and most inputs. */
  readonly arity: readonly [number, number];
  /** Outputs that must stay when nobody reads them; the ones behind may go. All, unless given. */
  readonly keptOutputs?: number;
  infer(application: Application<AttributesOf<S>>): readonly TensorType[];
}

/** Ties the type of the attributes in `infer` to their declaration. */
export const op = <const S extends AttributeKinds>(definition: Op<S>): Op<S> => definition;

type Any = Application<unknown>;

export const floatTypes: readonly DType[] = ['float32', 'float16'];
export const numberTypes: readonly DType[] = ['float32', 'float16', 'int64', 'int32'];

/** The element type that inputs `indices` share. */
export function sharedType(a: Any, indices: readonly number[], allowed?: readonly DType[]): DType {
  const [first, ...rest] = indices.map((i) => a.inputs[i]).filter((v) => v !== null && v !== undefined);
  if (first === undefined) return a.fail('has no input');
  const other = rest.find((v) => v.dtype !== first.dtype);
  if (other !== undefined) a.fail(`mixes ${first.dtype} and ${other.dtype}`);
  if (allowed !== undefined && !allowed.includes(first.dtype)) a.fail(`does not take ${first.dtype}`);
  return first.dtype;
}

/** NumPy's broadcast of several shapes. */
export function broadcast(a: Any, shapes: readonly Shape[]): Shape {
  const rank = Math.max(...shapes.map((s) => s.length));
  return Array.from({ length: rank }, (_, axis) => {
    const sizes = shapes.map((s) => s[axis - rank + s.length] ?? 1);
    const size = sizes.find((n) => n !== 1) ?? 1;
    if (sizes.some((n) => n !== 1 && n !== size)) {
      a.fail(`cannot broadcast ${shapes.map((s) => `[${s.join(', ')}]`).join(' with ')}`);
    }
    return size;
  });
}

/** An axis counted from the front. */
export function axisOf(a: Any, axis: number, rank: number): number {
  if (!Number.isInteger(axis) || axis < -rank || axis >= rank) a.fail(`has no axis ${axis} in ${rank} dimensions`);
  return axis < 0 ? axis + rank : axis;
}

/** Axes counted from the front, each once. */
export function axesOf(a: Any, axes: readonly number[], rank: number): readonly number[] {
  const found = axes.map((axis) => axisOf(a, axis, rank));
  if (new Set(found).size !== found.length) a.fail(`names an axis twice: ${axes.join(', ')}`);
  return found;
}

/** The size of a dimension that is known to be there. */
export const dim = (shape: Shape, axis: number): number => shape.at(axis) ?? 1;

export const sameShape = (a: Shape, b: Shape): boolean => a.length === b.length && a.every((n, i) => n === b[i]);

export const withDim = (shape: Shape, axis: number, size: number): Shape =>
  shape.map((n, i) => (i === axis ? size : n));
