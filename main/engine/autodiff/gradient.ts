import type { Builder } from '../onnx/builder.ts';
import type { Node } from '../onnx/graph.ts';
import type { Shape, Value } from '../onnx/ir.ts';
import { floatTypes, sameShape } from '../onnx/ops/op.ts';
import type { OpName } from '../onnx/ops/table.ts';
import { graphError } from '../onnx/ops/table.ts';
import { elementCount } from '../tensor.ts';
import type { GradientOptions, Rule } from './rule.ts';
import { rules } from './rules/table.ts';

const defaults: GradientOptions = { flippedElements: 2 ** 22, attentionElements: 2 ** 24 };

/**
 * Adds the gradient of a scalar to its graph, in reverse mode: only nodes between `wrt` and `target` are walked, from the last to the first.
 * @param target a value of one element
 * @returns d target / d wrt, each in the shape of its value
 * @throws AppError graph_invalid, naming operator and node, where an operator has no gradient or the target does not depend on a value
 */
export function gradients(
  builder: Builder,
  target: Value,
  wrt: readonly Value[],
  options: Partial<GradientOptions> = {},
): Value[] {
  if (elementCount(target.shape) !== 1) {
    throw graphError('gradient', target.name, `is of [${target.shape.join(', ')}], not a scalar`);
  }
  const settings = { ...defaults, ...options };
  const forward = [...builder.nodes];
  const dependent = dependents(forward, wrt);
  const found = new Map<Value, Value>();
  if (dependent.has(target)) found.set(target, builder.constant([1], target.shape, target.dtype));
  for (const node of forward.toReversed()) {
    const isOnPath = node.outputs.some((v) => found.has(v)) && node.inputs.some((v) => v !== null && dependent.has(v));
    if (!isOnPath) continue;
    builder.within(`gradient/${node.name}`, () => {
      for (const [input, gradient] of contributions(builder, node, found, dependent, settings)) {
        const sum = found.get(input);
        found.set(input, sum === undefined ? gradient : builder.add(sum, gradient));
      }
    });
  }
  return wrt.map((value) => {
    const gradient = found.get(value);
    if (gradient === undefined) throw graphError('gradient', target.name, `does not depend on "${value.name}"`);
    return gradient;
  });
}

/** The float values that are, or are computed from, one of `values`. */
function dependents(nodes: readonly Node[], values: readonly Value[]): ReadonlySet<Value> {
  const dependent = new Set(values);
  for (const node of nodes) {
    if (!node.inputs.some((v) => v !== null && dependent.has(v))) continue;
    for (const output of node.outputs) if (floatTypes.includes(output.dtype)) dependent.add(output);
  }
  return dependent;
}

/** What one node adds to the gradients of its inputs. */
function contributions(
  builder: Builder,
  node: Node,
  found: ReadonlyMap<Value, Value>,
  dependent: ReadonlySet<Value>,
  options: GradientOptions,
): [Value, Value][] {
  const fail = (message: string): never => {
    throw graphError(node.op, node.name, message);
  };
  // One rule for any operator: its attributes are those of the node it is looked up for.
  const rule = (rules[node.op] as Rule<OpName> | undefined) ?? fail('has no gradient');
  const y = node.outputs[0] ?? fail('has no output');
  const g = found.get(y) ?? fail('has a gradient only by its first output');
  const wants = (i: number): boolean => {
    const input = node.inputs[i];
    return input !== null && input !== undefined && dependent.has(input);
  };
  const byInput = rule({
    builder,
    node,
    attributes: node.attributes,
    options,
    x: (i) => node.inputs[i] ?? fail(`misses its input ${i}`),
    y,
    g,
    wants,
    fail,
  });
  return node.inputs.flatMap((input, i): [Value, Value][] => {
    if (input === null || !wants(i)) return [];
    const gradient = byInput[i] ?? fail(`has no gradient by its input ${i}`);
    return [[input, summedTo(builder, gradient(), input.shape)]];
  });
}

/** Undoes a broadcast: sums over the axes that `shape` has not, or has as 1. */
function summedTo(builder: Builder, gradient: Value, shape: Shape): Value {
  if (sameShape(gradient.shape, shape)) return gradient;
  const added = gradient.shape.length - shape.length;
  const axes = gradient.shape.flatMap((n, i) => (i < added || (shape[i - added] === 1 && n !== 1) ? [i] : []));
  return builder.reshape(axes.length === 0 ? gradient : builder.reduceSum(gradient, axes), shape);
}
