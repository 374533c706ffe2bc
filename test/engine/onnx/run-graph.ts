import { InferenceSession, Tensor } from 'onnxruntime-node';
import { expect } from 'vitest';
import type { Graph } from '../../../main/engine/onnx/graph.ts';
import type { Value } from '../../../main/engine/onnx/ir.ts';
import { serialize } from '../../../main/engine/onnx/serialize.ts';
import { elementCount } from '../../../main/engine/tensor.ts';

/** A graph in ONNX Runtime on the processor, for as many runs as wanted. */
export async function openGraph(graph: Graph, folder?: string) {
  const session = await InferenceSession.create(serialize(graph).model, {
    logSeverityLevel: 3,
    ...(folder === undefined ? {} : { extra: { session: { model_external_initializers_file_folder_path: folder } } }),
  });
  return {
    async run(feeds: Record<string, readonly number[] | Float32Array> = {}) {
      const tensors = Object.fromEntries(
        graph.inputs.map((input) => [input.name, tensor(input, feeds[input.name] ?? [])]),
      );
      const outputs = await session.run(tensors);
      return Object.fromEntries(
        Object.entries(outputs).map(([name, { type, dims, data }]) => [
          name,
          { dtype: type, shape: [...dims], data: Array.from(data as Iterable<number | bigint>, Number) },
        ]),
      );
    },
    release: () => session.release(),
  };
}

/** Runs a graph once. */
export async function runGraph(
  graph: Graph,
  feeds: Record<string, readonly number[] | Float32Array> = {},
  folder?: string,
) {
  const open = await openGraph(graph, folder);
  try {
    return await open.run(feeds);
  } finally {
    await open.release();
  }
}

function tensor({ name, dtype, shape }: Value, numbers: readonly number[] | Float32Array): Tensor {
  if (numbers.length !== elementCount(shape)) throw new Error(`${name} needs ${elementCount(shape)} numbers`);
  switch (dtype) {
    case 'float32':
      return new Tensor('float32', Float32Array.from(numbers), shape);
    case 'int64':
      return new Tensor('int64', BigInt64Array.from(Array.from(numbers, BigInt)), shape);
    case 'int32':
      return new Tensor('int32', Int32Array.from(numbers), shape);
    case 'bool':
      return new Tensor('bool', Uint8Array.from(numbers), shape);
    default:
      throw new Error(`no feeds of ${dtype} in tests`);
  }
}

/** Repeatable numbers between -1 and 1. */
export function numbers(count: number, seed = 1): Float32Array {
  let state = seed * 2654435761;
  return Float32Array.from({ length: count }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 31 - 1;
  });
}

/** What a graph error of this message looks like to `toThrow`. */
export const graphInvalid = (message: string): unknown =>
  expect.objectContaining({ code: 'graph_invalid', message: expect.stringContaining(message) as unknown });
