import { AppError } from '../../../../preload/contract/errors.ts';
import type { Attributes, Value } from '../ir.ts';
import { convOps } from './conv.ts';
import { elementwiseOps } from './elementwise.ts';
import { gatherOps } from './gather.ts';
import { matrixOps } from './matrix.ts';
import { normOps } from './norm.ts';
import type { Application, AttributesOf, Op, TensorType } from './op.ts';
import { reduceOps } from './reduce.ts';
import { shapeOps } from './shape.ts';

/** Every operator a graph may hold: ONNX opset 17 and com.microsoft 1. */
const table = {
  ...elementwiseOps,
  ...reduceOps,
  ...shapeOps,
  ...gatherOps,
  ...convOps,
  ...matrixOps,
  ...normOps,
};

export type OpName = keyof typeof table;
export type OpAttributes<K extends OpName> = AttributesOf<(typeof table)[K]['attributes']> & Attributes;

export const ops: Readonly<Record<OpName, Op>> = table;

/** Reads an initializer that is in the graph file; undefined when the value is none. */
export type ReadNumbers = (value: Value) => readonly number[] | undefined;

export const graphError = (op: string, node: string, message: string): AppError =>
  new AppError('graph_invalid', `${op} "${node}" ${message}`);

/**
 * The types of an operator's outputs.
 * @throws AppError graph_invalid, naming operator and node, when the inputs do not fit
 */
export function inferOutputs(
  name: OpName,
  node: string,
  inputs: readonly (Value | null)[],
  attributes: Attributes,
  read: ReadNumbers,
): readonly TensorType[] {
  const op = ops[name];
  const fail = (message: string): never => {
    throw graphError(name, node, message);
  };
  const [fewest, most] = op.arity;
  if (inputs.length < fewest || inputs.length > most) fail(`takes ${fewest} to ${most} inputs, got ${inputs.length}`);
  const input = (i: number): Value => inputs[i] ?? fail(`misses its input ${i}`);
  const numbers = (i: number): readonly number[] =>
    read(input(i)) ?? fail(`needs a constant in the graph file as input ${i}`);
  // The kinds of the attributes are held to the declaration by the builder's types and by the verifier.
  const typed = attributes as Application<AttributesOf<Op['attributes']>>['attributes'];
  return op.infer({ inputs, attributes: typed, input, numbers, fail });
}
