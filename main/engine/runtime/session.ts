import { InferenceSession, Tensor as OrtTensor } from 'onnxruntime-node';
import { AppError } from '../../../preload/contract/errors.ts';
import type { Graph } from '../onnx/builder.ts';
import type { Value } from '../onnx/ir.ts';
import { openAttention } from '../onnx/passes/open-attention.ts';
import { serialize } from '../onnx/serialize.ts';
import type { AnyTensor, Tensor } from '../tensor.ts';
import { elementCount } from '../tensor.ts';
import type { ProviderName } from './providers.ts';
import { runtimeError } from './runtime-error.ts';
import { rootWeights } from './weights-root.ts';

export interface SessionOptions {
  /** Checkpoint folder that the graph's external weights are named from. */
  folder: string;
  provider: ProviderName;
  /** Whether the provider computes fused attention as it should; true unless given. */
  fusedAttention?: boolean | undefined;
  /** Threads of one operation on the processor; left out, ONNX Runtime takes one for each core. */
  threads?: number | undefined;
}

/** A graph with its weights, ready to run. */
export interface Session {
  readonly provider: ProviderName;
  /** Bytes of its weights as 32-bit floats: what it holds at least. */
  readonly bytes: number;
  /**
   * Runs the graph once; blocks this thread meanwhile.
   * @param feeds one tensor for each input of the graph, of its type and shape
   * @returns the graph's outputs, all float32
   * @throws AppError out_of_memory; internal, naming the input that does not fit or the node that failed
   */
  run(feeds: Readonly<Record<string, AnyTensor>>): Promise<Record<string, Tensor>>;
  release(): Promise<void>;
}

/** Bytes of a graph's weights as 32-bit floats. */
export function weightBytes(graph: Graph): number {
  return graph.initializers.reduce((sum, { value }) => sum + elementCount(value.shape) * 4, 0);
}

/**
 * Opens a graph on one execution provider. The model goes in from memory and the weights are mapped in place, so nothing is written.
 * @throws AppError checkpoint_missing, checkpoint_corrupt, out_of_memory; internal when the provider is not there
 */
export async function openSession(
  graph: Graph,
  { folder, provider, threads, fusedAttention = true }: SessionOptions,
): Promise<Session> {
  const rooted = rootWeights(fusedAttention ? graph : openAttention(graph), folder);
  const session = await create(serialize(rooted.graph).model, graph.name, {
    // Alone: of several, those that are not there would be dropped in silence. What a provider lacks runs on the processor all the same.
    executionProviders: [provider],
    logSeverityLevel: 3,
    enableMemPattern: false, // planning all activations as one block takes up to twice the memory and no less time
    ...(threads === undefined ? {} : { intraOpNumThreads: threads }),
    extra: { session: { model_external_initializers_file_folder_path: rooted.root } },
  });
  return {
    provider,
    bytes: weightBytes(graph),
    run: (feeds) => run(session, graph, feeds),
    release: () => session.release(),
  };
}

async function create(
  model: Uint8Array,
  name: string,
  options: InferenceSession.SessionOptions,
): Promise<InferenceSession> {
  try {
    return await InferenceSession.create(model, options);
  } catch (error) {
    throw runtimeError(error, `open ${name}`);
  }
}

async function run(
  session: InferenceSession,
  graph: Graph,
  feeds: Readonly<Record<string, AnyTensor>>,
): Promise<Record<string, Tensor>> {
  const inputs = Object.fromEntries(graph.inputs.map((input) => [input.name, toOrt(graph.name, input, feeds)]));
  let outputs: InferenceSession.ReturnType;
  try {
    outputs = await session.run(inputs);
  } catch (error) {
    throw runtimeError(error, `run ${graph.name}`);
  }
  return Object.fromEntries(Object.entries(outputs).map(([name, value]) => [name, fromOrt(name, value)]));
}

function toOrt(graph: string, { name, dtype, shape }: Value, feeds: Readonly<Record<string, AnyTensor>>): OrtTensor {
  const feed = feeds[name];
  const wanted = `${dtype}[${shape.join(',')}]`;
  if (feed === undefined) throw new AppError('internal', `${graph} needs the input ${name}: ${wanted}`);
  if (feed.dtype !== dtype || feed.dims.join() !== shape.join()) {
    throw new AppError('internal', `${graph} takes ${name}: ${wanted}, got ${feed.dtype}[${feed.dims.join(',')}]`);
  }
  return new OrtTensor(feed.dtype, feed.data, feed.dims);
}

function fromOrt(name: string, value: InferenceSession.ReturnType[string]): Tensor {
  if (!(value.data instanceof Float32Array)) {
    throw new AppError('internal', `output ${name} is ${value.type}; outputs of a graph must be float32`);
  }
  return { dtype: 'float32', dims: value.dims, data: value.data };
}
