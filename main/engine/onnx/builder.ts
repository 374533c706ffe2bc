import { AppError } from '../../../preload/contract/errors.ts';
import { elementCount } from '../tensor.ts';
import type { ConstantData } from './constants.ts';
import { decodeNumbers, encodeNumbers } from './constants.ts';
import type { Graph, Node } from './graph.ts';
import { prune } from './graph.ts';
import type { DType, Initializer, InitializerData, Shape, Value } from './ir.ts';
import { typeNumbers } from './ir.ts';
import { dim, sameShape } from './ops/op.ts';
import type { OpAttributes, OpName } from './ops/table.ts';
import { graphError, inferOutputs } from './ops/table.ts';

export type { Graph } from './graph.ts';

/** A value, or a number that becomes a scalar of the other operand's type. */
export type Operand = Value | number;

export interface ConvOptions {
  readonly strides?: readonly number[];
  /** All begins, then all ends. */
  readonly pads?: readonly number[];
  readonly dilations?: readonly number[];
  readonly group?: number;
}

/** Constants up to this size are shared when equal. */
const sharedBytes = 64;

/**
 * Builds a graph node by node. Types and shapes are inferred at once, so a mistake is thrown (AppError graph_invalid, naming operator and
 * node) where it is made. Operators are ONNX's, opset 17: see its specification for what each computes; axes may be negative.
 */
export class Builder {
  readonly name: string;
  readonly #inputs: Value[] = [];
  readonly #outputs: Value[] = [];
  readonly #nodes: Node[] = [];
  readonly #initializers = new Map<string, Initializer>();
  readonly #constants = new Map<Value, Initializer>();
  readonly #sharedConstants = new Map<string, Value>();
  readonly #computed = new Set<Value>();
  readonly #names = new Set<string>();
  readonly #counts = new Map<string, number>();
  readonly #path: string[] = [];

  constructor(name: string) {
    this.name = name;
  }

  /** The nodes so far, in the order they were made. */
  get nodes(): readonly Node[] {
    return this.#nodes;
  }

  /** Names the nodes that `build` makes "path/…". */
  within<T>(path: string, build: () => T): T {
    this.#path.push(path);
    try {
      return build();
    } finally {
      this.#path.pop();
    }
  }

  input(name: string, dtype: DType, shape: Shape): Value {
    const value = this.#value(name, dtype, shape);
    this.#inputs.push(value);
    return value;
  }

  /** Makes a value an output under this name. */
  output(name: string, value: Value): Value {
    // Renaming costs nothing at run time; what no node computes, or is an output already, must be copied.
    const renamed = this.#computed.has(value) && !this.#outputs.includes(value);
    const output = renamed ? value : this.identity(value);
    this.#rename(output, name);
    this.#outputs.push(output);
    return output;
  }

  /** A constant in the graph file, row-major. */
  constant(data: ConstantData, shape: Shape, dtype: DType = 'float32'): Value {
    const bytes = encodeNumbers(data, dtype);
    const key =
      bytes.length <= sharedBytes ? `${dtype} ${shape.join()} ${Buffer.from(bytes).toString('hex')}` : undefined;
    const shared = key === undefined ? undefined : this.#sharedConstants.get(key);
    if (shared !== undefined) return shared;
    const value = this.initializer(this.#unique('constant'), dtype, shape, { kind: 'inline', bytes });
    if (key !== undefined) this.#sharedConstants.set(key, value);
    return value;
  }

  /** A constant without dimensions. */
  scalar(x: number, dtype: DType = 'float32'): Value {
    return this.constant([x], [], dtype);
  }

  /** A weight. A name that is there already gives the same value back. */
  initializer(name: string, dtype: DType, shape: Shape, data: InitializerData): Value {
    const present = this.#initializers.get(name)?.value;
    if (present !== undefined) {
      if (present.dtype === dtype && sameShape(present.shape, shape)) return present;
      throw graphError('initializer', name, `is there as ${present.dtype}[${present.shape.join(', ')}]`);
    }
    const value = this.#value(name, dtype, shape);
    const initializer = { value, data };
    this.#initializers.set(name, initializer);
    this.#constants.set(value, initializer);
    return value;
  }

  /** The numbers of a constant in the graph file; undefined for any other value. */
  numbers(value: Value): readonly number[] | undefined {
    const constant = this.#constants.get(value);
    return constant && decodeNumbers(constant.data, value.dtype);
  }

  /** Adds any operator; returns all its outputs. */
  node<K extends OpName>(op: K, inputs: readonly (Value | null)[], attributes: OpAttributes<K>): readonly Value[] {
    const name = this.#unique([...this.#path, op].join('/'));
    const types = inferOutputs(op, name, inputs, attributes, (value) => this.numbers(value));
    const outputs = types.map(({ dtype, shape }, i) => this.#value(i === 0 ? name : `${name}:${i}`, dtype, shape));
    for (const output of outputs) this.#computed.add(output);
    this.#nodes.push({ op, name, inputs, outputs, attributes });
    return outputs;
  }

  /** The graph that `outputs` need (all declared ones, unless given). */
  finish(outputs: readonly Value[] = this.#outputs): Graph {
    const { name } = this;
    const whole = { name, inputs: this.#inputs, outputs, nodes: this.#nodes };
    return prune({ ...whole, initializers: [...this.#initializers.values()] });
  }

  add = (a: Operand, b: Operand): Value => this.#binary('Add', a, b);
  sub = (a: Operand, b: Operand): Value => this.#binary('Sub', a, b);
  mul = (a: Operand, b: Operand): Value => this.#binary('Mul', a, b);
  div = (a: Operand, b: Operand): Value => this.#binary('Div', a, b);
  pow = (a: Operand, b: Operand): Value => this.#binary('Pow', a, b);
  max = (a: Operand, b: Operand): Value => this.#binary('Max', a, b);
  min = (a: Operand, b: Operand): Value => this.#binary('Min', a, b);
  equal = (a: Operand, b: Operand): Value => this.#binary('Equal', a, b);
  less = (a: Operand, b: Operand): Value => this.#binary('Less', a, b);
  greater = (a: Operand, b: Operand): Value => this.#binary('Greater', a, b);
  and = (a: Value, b: Value): Value => this.#binary('And', a, b);

  neg = (x: Value): Value => this.#one('Neg', [x], {});
  abs = (x: Value): Value => this.#one('Abs', [x], {});
  sqrt = (x: Value): Value => this.#one('Sqrt', [x], {});
  exp = (x: Value): Value => this.#one('Exp', [x], {});
  log = (x: Value): Value => this.#one('Log', [x], {});
  sigmoid = (x: Value): Value => this.#one('Sigmoid', [x], {});
  tanh = (x: Value): Value => this.#one('Tanh', [x], {});
  erf = (x: Value): Value => this.#one('Erf', [x], {});
  sin = (x: Value): Value => this.#one('Sin', [x], {});
  cos = (x: Value): Value => this.#one('Cos', [x], {});
  not = (x: Value): Value => this.#one('Not', [x], {});
  identity = (x: Value): Value => this.#one('Identity', [x], {});

  /** x · Φ(x), by the error function. */
  gelu = (x: Value): Value => this.#one('Gelu', [x], {});
  /** x · sigmoid(1.702 · x) */
  quickGelu = (x: Value): Value => this.#one('QuickGelu', [x], { alpha: { float: 1.702 } });
  /** x · sigmoid(x) */
  silu = (x: Value): Value => this.#one('QuickGelu', [x], { alpha: { float: 1 } });

  cast(x: Value, dtype: DType): Value {
    return x.dtype === dtype ? x : this.#one('Cast', [x], { to: typeNumbers[dtype] });
  }

  /** condition ? a : b, element by element. */
  where(condition: Value, a: Operand, b: Operand): Value {
    return this.#one('Where', [condition, ...this.#operands(a, b)], {});
  }

  /** Matrix product over the last two axes; the others broadcast. */
  matMul(a: Value, b: Value): Value {
    return this.#one('MatMul', [a, b], {});
  }

  /** alpha · a · b + beta · c, of matrices, transposed where asked. */
  gemm(
    a: Value,
    b: Value,
    c: Value | null = null,
    options: { transA?: boolean; transB?: boolean; alpha?: number; beta?: number } = {},
  ): Value {
    return this.#one('Gemm', c === null ? [a, b] : [a, b, c], {
      alpha: { float: options.alpha ?? 1 },
      beta: { float: options.beta ?? 1 },
      transA: options.transA === true ? 1 : 0,
      transB: options.transB === true ? 1 : 0,
    });
  }

  /** x (N, C, H, W), w (M, C / group, h, w), bias (M). Stride 1, no pads, unless given. */
  conv(x: Value, w: Value, bias: Value | null = null, options: ConvOptions = {}): Value {
    return this.#one('Conv', bias === null ? [x, w] : [x, w, bias], window(x, options));
  }

  /** x (N, C, H, W), w (C, M / group, h, w), bias (M): the transpose of `conv`. */
  convTranspose(
    x: Value,
    w: Value,
    bias: Value | null = null,
    options: ConvOptions & { readonly outputPadding?: readonly number[] } = {},
  ): Value {
    const outputPadding = options.outputPadding ?? x.shape.slice(2).map(() => 0);
    const attributes = { ...window(x, options), output_padding: outputPadding };
    return this.#one('ConvTranspose', bias === null ? [x, w] : [x, w, bias], attributes);
  }

  /** Each channel of x (N, C, …) to zero mean and unit variance, times scale (C) plus bias (C). */
  instanceNorm(x: Value, scale: Value, bias: Value, epsilon: number): Value {
    return this.#one('InstanceNormalization', [x, scale, bias], { epsilon: { float: epsilon } });
  }

  /** The axes from `axis` (the last, unless given) to zero mean and unit variance, times scale plus bias. */
  layerNorm(x: Value, scale: Value, bias: Value | null, { axis = -1, epsilon = 1e-5 } = {}): Value {
    const inputs = bias === null ? [x, scale] : [x, scale, bias];
    return this.#one('LayerNormalization', inputs, { axis, epsilon: { float: epsilon } });
  }

  softmax(x: Value, axis: number): Value {
    return this.#one('Softmax', [x], { axis });
  }

  /**
   * softmax(q·kᵀ·scale)·v in one operation that never holds all the probabilities.
   * @param q (B, S, heads·D) @param k (B, L, heads·D) @param v (B, L, heads·E); scale 1/√D unless given
   */
  multiHeadAttention(q: Value, k: Value, v: Value, heads: number, { scale }: { scale?: number } = {}): Value {
    const float = scale ?? 1 / Math.sqrt(dim(q.shape, -1) / heads);
    return this.#one('MultiHeadAttention', [q, k, v], { num_heads: heads, scale: { float } });
  }

  /** One size may be -1: whatever is left. */
  reshape(x: Value, shape: Shape): Value {
    const known = elementCount(shape.filter((n) => n !== -1));
    const full = shape.map((n) => (n === -1 ? Math.floor(elementCount(x.shape) / known) : n));
    return sameShape(full, x.shape) ? x : this.#one('Reshape', [x, this.#ints(full)], {});
  }

  transpose(x: Value, perm: readonly number[]): Value {
    return perm.length === x.shape.length && perm.every((axis, i) => axis === i)
      ? x
      : this.#one('Transpose', [x], { perm });
  }

  concat(xs: readonly Value[], axis: number): Value {
    const [only] = xs;
    return only !== undefined && xs.length === 1 ? only : this.#one('Concat', xs, { axis });
  }

  /** Axes are the first ones and steps 1, unless given. */
  slice(
    x: Value,
    options: {
      starts: readonly number[];
      ends: readonly number[];
      axes?: readonly number[];
      steps?: readonly number[];
    },
  ): Value {
    const { starts, ends } = options;
    const axes = options.axes ?? starts.map((_, i) => i);
    const steps = options.steps ?? starts.map(() => 1);
    return this.#one('Slice', [x, ...[starts, ends, axes, steps].map((list) => this.#ints(list))], {});
  }

  /** Pads: all begins, then all ends, one for each axis; negative ones cut. */
  pad(x: Value, options: { pads: readonly number[]; mode?: 'constant' | 'reflect' | 'edge'; value?: number }): Value {
    const { pads, mode = 'constant', value = 0 } = options;
    const fill = mode === 'constant' ? [this.scalar(value, x.dtype)] : [];
    return this.#one('Pad', [x, this.#ints(pads), ...fill], { mode });
  }

  /** Repeats cells: one scale for each axis. Equals PyTorch's nearest for whole scales. */
  resizeNearest(x: Value, scales: readonly number[]): Value {
    return this.#one('Resize', [x, null, this.constant(scales, [scales.length])], {
      mode: 'nearest',
      coordinate_transformation_mode: 'asymmetric',
      nearest_mode: 'floor',
    });
  }

  /** Reduced axes stay as 1 unless keepdims is false; so for the other three. */
  reduceSum(x: Value, axes: readonly number[], { keepdims = true } = {}): Value {
    return this.#one('ReduceSum', [x, this.#ints(axes)], { keepdims: keepdims ? 1 : 0 });
  }
  reduceMean(x: Value, axes: readonly number[], { keepdims = true } = {}): Value {
    return this.#one('ReduceMean', [x], { axes, keepdims: keepdims ? 1 : 0 });
  }
  reduceMax(x: Value, axes: readonly number[], { keepdims = true } = {}): Value {
    return this.#one('ReduceMax', [x], { axes, keepdims: keepdims ? 1 : 0 });
  }
  reduceMin(x: Value, axes: readonly number[], { keepdims = true } = {}): Value {
    return this.#one('ReduceMin', [x], { axes, keepdims: keepdims ? 1 : 0 });
  }

  /** Repeats axes of size 1, and new ones in front, up to `shape`. */
  expand(x: Value, shape: Shape): Value {
    return sameShape(x.shape, shape) ? x : this.#one('Expand', [x, this.#ints(shape)], {});
  }

  /** The k largest along an axis in falling order, and their int64 indices. */
  topK(x: Value, k: number, axis: number): [values: Value, indices: Value] {
    const [values, indices] = this.node('TopK', [x, this.#ints([k])], { axis, largest: 1, sorted: 1 });
    return [present(values), present(indices)];
  }

  gather(x: Value, indices: Value, axis: number): Value {
    return this.#one('Gather', [x, indices], { axis });
  }

  gatherElements(x: Value, indices: Value, axis: number): Value {
    return this.#one('GatherElements', [x, indices], { axis });
  }

  /** `data` with `updates` put (or added) at `indices` along an axis. Indices must not repeat unless added. */
  scatterElements(
    data: Value,
    indices: Value,
    updates: Value,
    axis: number,
    { reduction = 'none' }: { reduction?: 'none' | 'add' } = {},
  ): Value {
    return this.#one('ScatterElements', [data, indices, updates], { axis, reduction });
  }

  squeeze(x: Value, axes: readonly number[]): Value {
    return this.#one('Squeeze', [x, this.#ints(axes)], {});
  }

  unsqueeze(x: Value, axes: readonly number[]): Value {
    return this.#one('Unsqueeze', [x, this.#ints(axes)], {});
  }

  #ints(values: readonly number[]): Value {
    if (!values.every(Number.isSafeInteger)) {
      throw graphError('constant', this.#path.join('/'), `holds ${values.join(', ')}, not whole numbers`);
    }
    return this.constant(values, [values.length], 'int64');
  }

  #operands(a: Operand, b: Operand): [Value, Value] {
    const dtype = typeof a !== 'number' ? a.dtype : typeof b !== 'number' ? b.dtype : 'float32';
    const value = (x: Operand): Value => (typeof x === 'number' ? this.scalar(x, dtype) : x);
    return [value(a), value(b)];
  }

  #binary(
    op: 'Add' | 'Sub' | 'Mul' | 'Div' | 'Pow' | 'Max' | 'Min' | 'Equal' | 'Less' | 'Greater' | 'And',
    a: Operand,
    b: Operand,
  ): Value {
    return this.#one(op, this.#operands(a, b), {});
  }

  #one<K extends OpName>(op: K, inputs: readonly (Value | null)[], attributes: OpAttributes<K>): Value {
    return present(this.node(op, inputs, attributes)[0]);
  }

  #value(name: string, dtype: DType, shape: Shape): Value {
    this.#take(name);
    return { name, dtype, shape };
  }

  #rename(value: Value, name: string): void {
    this.#take(name);
    (value as { name: string }).name = name;
  }

  #take(name: string): void {
    if (this.#names.has(name)) throw graphError('value', name, 'is there already');
    this.#names.add(name);
  }

  /** `stem`, or `stem_n` when it is taken. */
  #unique(stem: string): string {
    for (;;) {
      const count = this.#counts.get(stem) ?? 0;
      this.#counts.set(stem, count + 1);
      const name = count === 0 ? stem : `${stem}_${count}`;
      if (!this.#names.has(name)) return name;
    }
  }
}

function window(x: Value, { strides, pads, dilations, group = 1 }: ConvOptions) {
  const spatial = x.shape.slice(2);
  return {
    strides: strides ?? spatial.map(() => 1),
    pads: pads ?? spatial.flatMap(() => [0, 0]),
    dilations: dilations ?? spatial.map(() => 1),
    group,
  };
}

function present(value: Value | undefined): Value {
  if (value === undefined) throw new AppError('internal', 'an operator has no such output');
  return value;
}
