import { tmpdir } from 'node:os';
import { AppError } from '../../../preload/contract/errors.ts';
import type { Graph } from '../onnx/builder.ts';
import { Builder } from '../onnx/builder.ts';
import { elementCount, float32 } from '../tensor.ts';
import type { ProviderName, ProviderTraits } from './providers.ts';
import { openSession } from './session.ts';

const side = 512;
/** A software renderer posing as a graphics card takes seconds for what every processor does in some ten milliseconds. */
const slowMs = 250;

/**
 * Runs a matrix product and an attention on a provider.
 * @throws AppError when it is not there, computes another product, or only imitates a graphics card
 */
export async function probeProvider(provider: ProviderName): Promise<ProviderTraits> {
  await probeProduct(provider);
  return { fusedAttention: provider === 'cpu' || (await probeAttention(provider)) };
}

/** What ONNX Runtime's words for a missing provider mean. */
const reasons: readonly (readonly [RegExp, string])[] = [
  [/no supported adapters|failed to get a webgpu adapter/i, 'No graphics card was found that WebGPU can use.'],
  [/backend not found|no available backend/i, 'ONNX Runtime has it not on this system.'],
  [/shared library|libcu|cudnn|cublas|\.dll/i, 'Its libraries are not installed (CUDA 12 and cuDNN 9).'],
];

/** An error of opening the first session on a provider, in words for the user; ONNX Runtime's own are the detail. */
function plainly(provider: ProviderName, error: unknown): AppError {
  const { detail, message } = AppError.from(error);
  const text = detail ?? message;
  const known = reasons.find(([pattern]) => pattern.test(text))?.[1];
  return new AppError('provider_unavailable', known ?? `${provider} could not be started.`, {
    detail: text,
    cause: error,
  });
}

async function probeProduct(provider: ProviderName): Promise<void> {
  const session = await openSession(productGraph(), { folder: tmpdir(), provider }).catch((error: unknown) => {
    throw plainly(provider, error);
  });
  try {
    const x = float32(
      Float32Array.from({ length: side * side }, (_, i) => (i % 7) - 3),
      [side, side],
    );
    const first = await session.run({ x }); // compiles shaders
    const start = performance.now();
    await session.run({ x });
    const ms = performance.now() - start;
    const value = first.y?.data[side + 2] ?? NaN;
    const expected = productAt(x.data, 1, 2);
    if (!(Math.abs(value - expected) <= 0.01 * Math.abs(expected))) {
      throw new AppError('provider_unavailable', `${provider} computes wrongly: ${value} instead of ${expected}.`);
    }
    if (provider !== 'cpu' && ms > slowMs) {
      throw new AppError(
        'provider_unavailable',
        `${provider} is slower than the processor: probably software, no graphics card.`,
      );
    }
  } finally {
    await session.release();
  }
}

function productGraph(): Graph {
  const builder = new Builder('probe');
  const x = builder.input('x', 'float32', [side, side]);
  builder.output('y', builder.matMul(x, x));
  return builder.finish();
}

function productAt(x: Float32Array, row: number, column: number): number {
  let sum = 0;
  for (let k = 0; k < side; k += 1) sum += (x[row * side + k] ?? 0) * (x[k * side + column] ?? 0);
  return sum;
}

/** Few tokens, and so many that their probabilities, 520 MB, are more than a shader sees of one tensor where it sees the least. */
const attentionShapes = [
  [1, 77, 80],
  [1, 8064, 16],
];
const heads = 2;

/**
 * Whether fused attention gives what it gives written out: with few lanes to a subgroup some drivers count keys twice, and where one tensor
 * of probabilities is more than a shader can see, ONNX Runtime computes wrongly and says nothing.
 */
async function probeAttention(provider: ProviderName): Promise<boolean> {
  for (const shape of attentionShapes) if (!(await isAttentionRight(provider, shape))) return false;
  return true;
}

async function isAttentionRight(provider: ProviderName, attentionShape: readonly number[]): Promise<boolean> {
  const builder = new Builder('probe attention');
  const x = builder.input('x', 'float32', attentionShape);
  builder.output('y', builder.multiHeadAttention(x, x, x, heads));
  const graph = builder.finish();
  const count = elementCount(attentionShape);
  const feed = float32(
    Float32Array.from({ length: count }, (_, i) => Math.sin(i)),
    attentionShape,
  );
  const results: Float32Array[] = [];
  for (const fusedAttention of [true, false]) {
    const session = await openSession(graph, { folder: tmpdir(), provider, fusedAttention });
    try {
      results.push((await session.run({ x: feed }))['y']?.data ?? new Float32Array());
    } finally {
      await session.release();
    }
  }
  const [fused, written] = results;
  return fused?.every((value, i) => Math.abs(value - (written?.[i] ?? NaN)) < 1e-3) ?? false;
}
