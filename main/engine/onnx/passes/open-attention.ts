import { encodeNumbers } from '../constants.ts';
import type { Graph, Node } from '../graph.ts';
import type { Attributes, DType, Initializer, Shape, Value } from '../ir.ts';
import { dim } from '../ops/op.ts';
import type { OpName } from '../ops/table.ts';

/**
 * Writes fused attention out as matrix products and softmax, for providers that compute the fused operation wrongly. It takes the memory of all
 * probabilities at once.
 */
export function openAttention(graph: Graph): Graph {
  const initializers: Initializer[] = [...graph.initializers];
  const nodes = graph.nodes.flatMap((node) =>
    node.op === 'MultiHeadAttention' ? written(node, initializers) : [node],
  );
  return { ...graph, nodes, initializers };
}

/** softmax(q·kᵀ·scale)·v, head by head: the nodes in order, the last of which gives the fused one's output. */
function written(node: Node, initializers: Initializer[]): Node[] {
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
  const scores = add('MatMul', 'scores', [scaled, split('k', k, [0, 2, 3, 1])], [batch, heads, queries, keys]);
  const probabilities = add('Softmax', 'probabilities', [scores], scores.shape, { axis: -1 });
  const mixed = add('MatMul', 'mixed', [probabilities, split('v', v, [0, 2, 1, 3])], [batch, heads, queries, width]);
  const joined = add('Transpose', 'joined', [mixed], [batch, queries, heads, width], { perm: [0, 2, 1, 3] });
  add('Reshape', 'output', [joined, constant('output_shape', 'int64', [3], output.shape)], output);
  return nodes;
}
