import { encodeNumbers } from '../constants.ts';
import type { Graph, Node } from '../graph.ts';
import type { Attributes, DType, Initializer, Shape, Value } from '../ir.ts';
import { dim } from '../ops/op.ts';
import type { OpName } from '../ops/table.ts';

/** WebGPU promises that a shader can see 128 MB of one tensor; beyond a device's limit ONNX Runtime computes wrongly and says nothing. */
const mostElements = 2 ** 25;

/**
 * Writes fused attention out as matrix products and softmax, for providers that compute the fused operation wrongly.
 * @param most elements of probabilities computed at a time (of one query at least); 128 MB unless given
 */
export function openAttention(graph: Graph, most = mostElements): Graph {
  const initializers: Initializer[] = [...graph.initializers];
  const nodes = graph.nodes.flatMap((node) =>
    node.op === 'MultiHeadAttention' ? written(node, initializers, most) : [node],
  );
  return { ...graph, nodes, initializers };
}

/** softmax(q·kᵀ·scale)·v, some queries at a time: the nodes in order, the last of which gives the fused one's output. */
function written(node: Node, initializers: Initializer[], most: number): Node[] {
  const [q, k, v] = node.inputs as readonly [Value, Value, Value];
  const [output] = node.outputs as readonly [Value];
  const { num_heads: heads, scale } = node.attributes as { num_heads: number; scale: { float: number } };
  const [batch, queries, keys] = [dim(q.shape, 0), dim(q.shape, 1), dim(k.shape, 1)];
  const nodes: Node[] = [];

  const constant = (name: string, dtype: DType, shape: Shape, numbers: readonly number[]): Value => {
    const value = { name: `${node.name}/${name}`, dtype, shape };
    initializers.push({ value, data: { kind: 'inline', bytes: encodeNumbers(numbers, dtype) } });
    return value;
  };
  const add = (
    op: OpName,
    name: string,
    inputs: readonly Value[],
    result: Shape | Value,
    attributes: Attributes = {},
  ) => {
    const path = `${node.name}/${name}`;
    const value = 'name' in result ? result : { name: path, dtype: q.dtype, shape: result };
    nodes.push({ op, name: path, inputs, outputs: [value], attributes });
    return value;
  };
  const split = (name: string, x: Value, perm: readonly number[]): Value => {
    const shape = [batch, dim(x.shape, 1), heads, dim(x.shape, 2) / heads];
    const sizes = constant(`${name}_shape`, 'int64', [4], shape);
    const parts = add('Reshape', `${name}_heads`, [x, sizes], shape);
    return add(
      'Transpose',
      name,
      [parts],
      perm.map((axis) => dim(shape, axis)),
      { perm },
    );
  };

  const width = dim(v.shape, 2) / heads;
  const query = split('q', q, [0, 2, 1, 3]);
  const scaled = add('Mul', 'scaled', [query, constant('scale', q.dtype, [], [scale.float])], query.shape);
  const [key, value] = [split('k', k, [0, 2, 3, 1]), split('v', v, [0, 2, 1, 3])];
  const attend = (some: Value, suffix: string): Value => {
    const count = dim(some.shape, 2);
    const scores = add('MatMul', `scores${suffix}`, [some, key], [batch, heads, count, keys]);
    const probabilities = add('Softmax', `probabilities${suffix}`, [scores], scores.shape, { axis: -1 });
    return add('MatMul', `mixed${suffix}`, [probabilities, value], [batch, heads, count, width]);
  };
  const together = Math.max(1, Math.floor(most / (batch * heads * keys)));
  const parts = Array.from({ length: Math.ceil(queries / together) }, (_, i) => {
    if (together >= queries) return attend(scaled, '');
    const ends = Math.min(queries, (i + 1) * together);
    const range = ([`starts`, `ends`, `axes`, `steps`] as const).map((name, k) =>
      constant(`${name}_${i}`, 'int64', [1], [[i * together, ends, 2, 1][k] ?? 0]),
    );
    const some = add('Slice', `some_${i}`, [scaled, ...range], [batch, heads, ends - i * together, width]);
    return attend(some, `_${i}`);
  });
  const whole = [batch, heads, queries, width];
  const mixed = parts.length === 1 ? (parts[0] as Value) : add('Concat', 'mixed', parts, whole, { axis: 2 });
  const joined = add('Transpose', 'joined', [mixed], [batch, queries, heads, width], { perm: [0, 2, 1, 3] });
  add('Reshape', 'output', [joined, constant('output_shape', 'int64', [3], output.shape)], output);
  return nodes;
}
