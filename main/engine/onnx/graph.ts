import type { Attributes, Initializer, Value } from './ir.ts';
import type { OpName } from './ops/table.ts';
import { ops } from './ops/table.ts';

/** One operation. Inputs that are left out in the middle are null. */
export interface Node {
  readonly op: OpName;
  /** Unique in its graph. */
  readonly name: string;
  readonly inputs: readonly (Value | null)[];
  readonly outputs: readonly Value[];
  readonly attributes: Attributes;
}

/** A program: nodes in an order in which they can be computed. */
export interface Graph {
  readonly name: string;
  readonly inputs: readonly Value[];
  readonly outputs: readonly Value[];
  readonly nodes: readonly Node[];
  readonly initializers: readonly Initializer[];
}

/** The part of a graph that `outputs` need; order is kept. Inputs, initializers and optional node outputs that nobody reads are dropped. */
export function prune(graph: Graph, outputs: readonly Value[] = graph.outputs): Graph {
  const needed = new Set<Value>(outputs);
  const nodes: Node[] = [];
  for (const node of graph.nodes.toReversed()) {
    if (!node.outputs.some((v) => needed.has(v))) continue;
    for (const input of node.inputs) if (input !== null) needed.add(input);
    nodes.push({ ...node, outputs: readOutputs(node, needed) });
  }
  return {
    name: graph.name,
    inputs: graph.inputs.filter((v) => needed.has(v)),
    outputs: [...outputs],
    nodes: nodes.reverse(),
    initializers: graph.initializers.filter(({ value }) => needed.has(value)),
  };
}

function readOutputs(node: Node, needed: ReadonlySet<Value>): readonly Value[] {
  const kept = ops[node.op].keptOutputs ?? node.outputs.length;
  const lastRead = node.outputs.findLastIndex((v) => needed.has(v));
  return node.outputs.slice(0, Math.max(kept, lastRead + 1));
}
