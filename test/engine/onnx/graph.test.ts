import { describe, expect, it } from 'vitest';
import { Builder } from '../../../main/engine/onnx/builder.ts';
import type { Graph, Node } from '../../../main/engine/onnx/graph.ts';
import { prune } from '../../../main/engine/onnx/graph.ts';
import type { InitializerData } from '../../../main/engine/onnx/ir.ts';
import { print } from '../../../main/engine/onnx/print.ts';
import { verify } from '../../../main/engine/onnx/verify.ts';
import { graphInvalid } from './run-graph.ts';

/** y = softmax(x · w + 1), s = Σ y */
function sample(): Graph {
  const b = new Builder('sample');
  const x = b.input('x', 'float32', [2, 3]);
  b.input('unused', 'float32', [1]);
  const w = b.initializer('w', 'float32', [3, 4], {
    kind: 'external',
    file: 'a/w.safetensors',
    offset: 64,
    length: 48,
  });
  const product = b.within('layer', () => b.matMul(x, w));
  const y = b.output('y', b.softmax(b.add(product, 1), -1));
  b.output('s', b.reduceSum(y, [1]));
  b.exp(y);
  return b.finish();
}

const withNode = (graph: Graph, op: string, change: (node: Node) => Partial<Node>): Graph => ({
  ...graph,
  nodes: graph.nodes.map((node) => (node.op === op ? { ...node, ...change(node) } : node)),
});

const withWeight = (graph: Graph, data: InitializerData): Graph => ({
  ...graph,
  initializers: graph.initializers.map((i) => (i.value.name === 'w' ? { ...i, data } : i)),
});

describe('print', () => {
  it('shows a graph as text', () => {
    expect(print(sample())).toBe(
      [
        'graph sample',
        'input x: float32[2, 3]',
        'weight w: float32[3, 4] in a/w.safetensors at 64',
        'const constant: float32[] = [1]',
        'const constant_1: int64[1] = [1]',
        'layer/MatMul: float32[2, 4] = MatMul(x, w)',
        'Add: float32[2, 4] = Add(layer/MatMul, constant)',
        'y: float32[2, 4] = Softmax(Add, axis=-1)',
        's: float32[2, 1] = ReduceSum(y, constant_1, keepdims=1)',
        'output y',
        'output s',
      ].join('\n'),
    );
  });

  it('shows left-out inputs, lists, text and large constants', () => {
    const b = new Builder('more');
    const x = b.input('x', 'float32', [1, 2, 1, 1]);
    b.output(
      'y',
      b.add(
        b.transpose(b.resizeNearest(x, [1, 1, 2, 2]), [0, 2, 3, 1]),
        b.constant(new Float32Array(9 * 2), [9, 1, 1, 2]),
      ),
    );
    expect(print(b.finish()).split('\n').slice(2, 6)).toEqual([
      'const constant: float32[4] = [1, 1, 2, 2]',
      'const constant_1: float32[9, 1, 1, 2] = 72 bytes',
      'Resize: float32[1, 2, 2, 2] = Resize(x, -, constant, mode=nearest, coordinate_transformation_mode=asymmetric, nearest_mode=floor)',
      'Transpose: float32[1, 2, 2, 2] = Transpose(Resize, perm=[0, 2, 3, 1])',
    ]);
  });
});

describe('prune', () => {
  it('keeps what the outputs need', () => {
    const graph = sample();
    const pruned = prune(graph, graph.outputs.slice(0, 1));
    expect(pruned.nodes.map((node) => node.op)).toEqual(['MatMul', 'Add', 'Softmax']);
    expect(pruned.initializers.map((i) => i.value.name)).toEqual(['w', 'constant']);
    expect(() => verify(pruned)).not.toThrow();
  });

  it('drops inputs and optional outputs that nobody reads', () => {
    const b = new Builder('norm');
    b.input('unused', 'float32', [1]);
    const x = b.input('x', 'float32', [2, 3]);
    b.output('y', b.layerNorm(x, b.constant([1, 1, 1], [3]), null));
    const graph = b.finish();
    expect(graph.inputs).toEqual([x]);
    expect(graph.nodes[0]?.outputs).toHaveLength(1);
    const statistic = b.nodes[0]?.outputs[1];
    b.output('mean', statistic ?? x);
    expect(b.finish().nodes[0]?.outputs).toHaveLength(2);
    expect(() => verify(b.finish())).not.toThrow();
  });
});

describe('verify', () => {
  const broken: Record<string, [Graph, string]> = (() => {
    const graph = sample();
    const [matMul, add] = graph.nodes;
    if (matMul === undefined || add === undefined) throw new Error('no nodes');
    const stranger = { name: 'stranger', dtype: 'float32', shape: [2, 4] } as const;
    const [y] = matMul.outputs;
    if (y === undefined) throw new Error('no output');
    return {
      'nodes out of order': [
        { ...graph, nodes: [...graph.nodes].reverse() },
        'ReduceSum "ReduceSum" reads "y", which is not computed before it',
      ],
      'a value from elsewhere': [
        withNode(graph, 'Softmax', () => ({ inputs: [stranger] })),
        'Softmax "Softmax" reads "stranger"',
      ],
      'a wrong shape': [
        withNode(graph, 'MatMul', () => ({ outputs: [{ ...y, shape: [4, 2] }] })),
        'MatMul "layer/MatMul" says "layer/MatMul" is float32[4, 2], but it is float32[2, 4]',
      ],
      'a wrong type': [
        withNode(graph, 'MatMul', () => ({ outputs: [{ ...y, dtype: 'float16' }] })),
        'is float16[2, 4], but it is float32[2, 4]',
      ],
      'inputs that do not fit': [
        withNode(graph, 'MatMul', ({ inputs }) => ({ inputs: inputs.toReversed() })),
        'MatMul "layer/MatMul" cannot multiply [3, 4] by [2, 3]',
      ],
      'too few inputs': [
        withNode(graph, 'Add', ({ inputs }) => ({ inputs: inputs.slice(1) })),
        'takes 2 to 2 inputs, got 1',
      ],
      'a required input left out': [
        withNode(graph, 'Add', ({ inputs }) => ({ inputs: [...inputs.slice(1), null] })),
        'misses its input 1',
      ],
      'an attribute left out': [withNode(graph, 'Softmax', () => ({ attributes: {} })), 'misses the attribute axis'],
      'an attribute of the wrong kind': [
        withNode(graph, 'Softmax', () => ({ attributes: { axis: [1] } })),
        'needs axis as int, got ints',
      ],
      'an unknown attribute': [
        withNode(graph, 'Softmax', ({ attributes }) => ({ attributes: { ...attributes, extra: 1 } })),
        'does not know the attribute extra',
      ],
      'no outputs': [withNode(graph, 'MatMul', () => ({ outputs: [] })), 'has 0 outputs instead of 1'],
      'two nodes of one name': [
        withNode(graph, 'Add', () => ({ name: 'layer/MatMul' })),
        'has the name of another node',
      ],
      'two values of one name': [
        { ...graph, inputs: [...graph.inputs, { ...stranger, name: 'x' }] },
        'input "x" defines "x", which is there already',
      ],
      'a value without a name': [{ ...graph, inputs: [{ ...stranger, name: '' }] }, 'has a value without a name'],
      'a shape that is none': [{ ...graph, inputs: [{ ...stranger, shape: [-1] }] }, 'has the shape [-1]'],
      'an output that nobody computes': [
        { ...graph, outputs: [stranger] },
        'output "stranger" is not computed by this graph',
      ],
      'an output listed twice': [{ ...graph, outputs: [...graph.outputs, ...graph.outputs] }, 'lists an output twice'],
      'a constant that is a weight elsewhere': [
        withNode(graph, 'ReduceSum', ({ inputs: [x = null] }) => ({ inputs: [x, matMul.inputs[1] ?? null] })),
        'needs a constant in the graph file as input 1',
      ],
      'too few bytes in the file': [
        withWeight(graph, { kind: 'external', file: 'w', offset: 0, length: 47 }),
        'initializer "w" needs 48 bytes, got 47',
      ],
      'too many bytes in place': [
        withWeight(graph, { kind: 'inline', bytes: new Uint8Array(49) }),
        'needs 48 bytes, got 49',
      ],
      'a start before the file': [
        withWeight(graph, { kind: 'external', file: 'w', offset: -1, length: 48 }),
        'starts at byte -1',
      ],
      ...Object.fromEntries(
        ['../w', '/w', 'a//w', 'C:/w', 'a\\w', '', './w'].map((file): [string, [Graph, string]] => [
          `a weight in "${file}"`,
          [withWeight(graph, { kind: 'external', file, offset: 0, length: 48 }), "no path below the weights' folder"],
        ]),
      ),
    };
  })();

  it('passes what the builder makes', () => {
    expect(() => verify(sample())).not.toThrow();
  });

  it.each(Object.entries(broken))('finds %s', (_, [graph, message]) => {
    expect(() => verify(graph)).toThrow(graphInvalid(message));
  });
});
