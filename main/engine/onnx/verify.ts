import type { AppError } from '../../../preload/contract/errors.ts';
import { elementCount } from '../tensor.ts';
import { bytesPerElement, decodeNumbers } from './constants.ts';
import type { Graph, Node } from './graph.ts';
import type { Attribute, Initializer, Value } from './ir.ts';
import type { AttributeKind } from './ops/op.ts';
import { sameShape } from './ops/op.ts';
import { graphError, inferOutputs, ops } from './ops/table.ts';

/**
 * Checks a graph: every value is made before it is read and has a name of its own, every node has the attributes and inputs its operator
 * wants, types and shapes are what inference says, and weights lie inside their files' ranges.
 * @throws AppError graph_invalid, naming operator and node
 */
export function verify(graph: Graph): void {
  const known = new Set<Value>();
  const names = new Set<string>();
  const define = (value: Value, where: (message: string) => AppError): void => {
    if (value.name === '') throw where('has a value without a name');
    if (names.has(value.name)) throw where(`defines "${value.name}", which is there already`);
    if (value.shape.some((n) => !Number.isSafeInteger(n) || n < 0))
      throw where(`has the shape [${value.shape.join(', ')}]`);
    names.add(value.name);
    known.add(value);
  };
  for (const input of graph.inputs) define(input, (message) => graphError('input', input.name, message));
  for (const initializer of graph.initializers) {
    define(initializer.value, (message) => graphError('initializer', initializer.value.name, message));
    verifyInitializer(initializer);
  }
  const constants = new Map(graph.initializers.map((initializer) => [initializer.value, initializer]));
  const nodeNames = new Set<string>();
  for (const node of graph.nodes) {
    const error = (message: string): AppError => graphError(node.op, node.name, message);
    if (nodeNames.has(node.name)) throw error('has the name of another node');
    nodeNames.add(node.name);
    const unknown = node.inputs.find((v) => v !== null && !known.has(v));
    if (unknown) throw error(`reads "${unknown.name}", which is not computed before it`);
    verifyAttributes(node);
    verifyTypes(node, constants);
    for (const output of node.outputs) define(output, error);
  }
  for (const output of graph.outputs) {
    if (!known.has(output)) throw graphError('output', output.name, 'is not computed by this graph');
  }
  if (new Set(graph.outputs).size !== graph.outputs.length)
    throw graphError('graph', graph.name, 'lists an output twice');
}

function verifyInitializer({ value, data }: Initializer): void {
  const error = (message: string): AppError => graphError('initializer', value.name, message);
  const length = elementCount(value.shape) * bytesPerElement[value.dtype];
  const given = data.kind === 'inline' ? data.bytes.length : data.length;
  if (given !== length) throw error(`needs ${length} bytes, got ${given}`);
  if (data.kind === 'inline') return;
  if (!Number.isSafeInteger(data.offset) || data.offset < 0) throw error(`starts at byte ${data.offset}`);
  const steps = data.file.split('/');
  if (steps.some((step) => step === '' || step === '..' || step === '.') || /[\\:]/.test(data.file)) {
    throw error(`is in "${data.file}", which is no path below the weights' folder`);
  }
}

const kindOf = (value: Attribute): AttributeKind => {
  if (typeof value === 'number') return 'int';
  if (typeof value === 'string') return 'string';
  return 'float' in value ? 'float' : 'ints';
};

function verifyAttributes(node: Node): void {
  const wanted = ops[node.op].attributes;
  for (const [name, kind] of Object.entries(wanted)) {
    const value = node.attributes[name];
    if (value === undefined) throw graphError(node.op, node.name, `misses the attribute ${name}`);
    if (kindOf(value) !== kind) throw graphError(node.op, node.name, `needs ${name} as ${kind}, got ${kindOf(value)}`);
  }
  const extra = Object.keys(node.attributes).find((name) => !(name in wanted));
  if (extra !== undefined) throw graphError(node.op, node.name, `does not know the attribute ${extra}`);
}

function verifyTypes(node: Node, constants: ReadonlyMap<Value, Initializer>): void {
  const types = inferOutputs(node.op, node.name, node.inputs, node.attributes, (value) => {
    const constant = constants.get(value);
    return constant && decodeNumbers(constant.data, value.dtype);
  });
  const kept = ops[node.op].keptOutputs ?? types.length;
  if (node.outputs.length < kept || node.outputs.length > types.length) {
    throw graphError(node.op, node.name, `has ${node.outputs.length} outputs instead of ${types.length}`);
  }
  node.outputs.forEach((output, i) => {
    const type = types[i];
    if (type?.dtype !== output.dtype || !sameShape(type.shape, output.shape)) {
      const inferred = type === undefined ? 'nothing' : `${type.dtype}[${type.shape.join(', ')}]`;
      const declared = `${output.dtype}[${output.shape.join(', ')}]`;
      throw graphError(node.op, node.name, `says "${output.name}" is ${declared}, but it is ${inferred}`);
    }
  });
}
