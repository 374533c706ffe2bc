import { existsSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { AppError } from '../../../preload/contract/errors.ts';
import { Builder } from '../onnx/builder.ts';
import { elementCount, float32 } from '../tensor.ts';
import type { ProviderName, ProviderTraits } from './providers.ts';
import { openSession } from './session.ts';

const side = 1024;
/**
 * How many times the processor's own time a provider may take for the same products. Software that poses as a graphics card takes some thirty
 * times as long (Mesa's lavapipe, Chromium's SwiftShader); a true card, copying included, a part of it.
 */
const slowest = 3;

/**
 * Runs matrix products and attentions on a provider. The processor is what others are held to: it is not probed itself.
 * @throws AppError when it is not there, computes another product, or only imitates a graphics card
 */
export async function probeProvider(provider: ProviderName): Promise<ProviderTraits> {
  if (provider === 'cpu') return { fusedAttention: true };
  if (provider === 'webgpu' && !hasGraphicsCard()) throw new AppError('provider_unavailable', noCard);
  await probeProduct(provider);
  return { fusedAttention: await probeAttention(provider) };
}

const noCard = 'No graphics card was found that WebGPU can use.';

/** Linux gives a card a device file: of DRM, of NVIDIA's driver, of Windows' own in its subsystem. Without one, software would pose as a card, slowly. */
export function hasGraphicsCard(): boolean {
  if (process.platform !== 'linux') return true;
  const devices = ['/dev/dri', '/dev'].flatMap((folder) => (existsSync(folder) ? readdirSync(folder) : []));
  return devices.some((name) => /^(renderD\d+|nvidia\d+|dxg)$/.test(name));
}

/** What ONNX Runtime's words for a missing provider mean. */
const reasons: readonly (readonly [RegExp, string])[] = [
  [/no supported adapters|failed to get a webgpu adapter/i, noCard],
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
  const { value, ms } = await timeProducts(provider).catch((error: unknown) => {
    throw plainly(provider, error);
  });
  const processor = await timeProducts('cpu');
  if (!(Math.abs(value - processor.value) <= 0.01 * Math.abs(processor.value))) {
    throw new AppError('provider_unavailable', `${provider} computes wrongly: ${value} instead of ${processor.value}.`);
  }
  if (ms > slowest * processor.ms) {
    throw new AppError(
      'provider_unavailable',
      `${provider} is slower than the processor: probably software, no graphics card.`,
      { detail: `${ms.toFixed(0)} ms, the processor ${processor.ms.toFixed(0)} ms` },
    );
  }
}

/** One number of two matrix products, one after the other, and how long they take once everything is compiled. */
async function timeProducts(provider: ProviderName): Promise<{ value: number; ms: number }> {
  const builder = new Builder('probe');
  const x = builder.input('x', 'float32', [side, side]);
  builder.output('y', builder.matMul(builder.matMul(x, x), x));
  const session = await openSession(builder.finish(), { folder: tmpdir(), provider });
  try {
    const feeds = {
      x: float32(
        Float32Array.from({ length: side * side }, (_, i) => (i % 7) - 3),
        [side, side],
      ),
    };
    await session.run(feeds); // compiles shaders
    const start = performance.now();
    const { y } = await session.run(feeds);
    return { value: y?.data[side + 2] ?? NaN, ms: performance.now() - start };
  } finally {
    await session.release();
  }
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
