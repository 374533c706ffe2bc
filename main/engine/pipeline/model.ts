import { AppError } from '../../../preload/contract/errors.ts';
import type { RgbImage } from '../../../preload/contract/engine.ts';
import type { DenoiseRequest, DenoiseResult, GuideRequest, GuideResult, TextEmbedding } from '../methods/method.ts';
import type { Session } from '../runtime/session.ts';
import type { SessionCache, SessionRequest } from '../runtime/session-cache.ts';
import { elementCount, float32, int64, type Tensor } from '../tensor.ts';
import type { Tokenizer } from '../text/tokenizer.ts';
import { addedFeeds } from './added-feeds.ts';
import type { ModelGraphs } from './graphs.ts';
import { groundingFeeds } from './grounding-feeds.ts';
import { toPicture } from './picture.ts';

export interface ModelListener {
  readonly stage: (stage: 'compile' | 'encode' | 'denoise', detail?: string) => void;
  /** A graph was compiled and opened, which took this long. */
  readonly opened: (ms: number) => void;
}

/** Runs the graphs of one checkpoint at one size: the model side of a MethodContext. */
export class Model {
  readonly #graphs: ModelGraphs;
  readonly #tokenizer: Tokenizer;
  readonly #secondTokenizer: Tokenizer | null;
  readonly #sessions: SessionCache;
  readonly #signal: AbortSignal;
  readonly #listener: ModelListener;
  readonly #encoded = new Map<string, TextEmbedding>();
  #stage: 'compile' | 'encode' | 'denoise' | null = null;
  /** Execution provider of the latest run. */
  provider = '';

  /** @param secondTokenizer of a second text encoder, which pads with another token */
  constructor(
    graphs: ModelGraphs,
    tokenizer: Tokenizer,
    sessions: SessionCache,
    signal: AbortSignal,
    listener: ModelListener,
    secondTokenizer: Tokenizer | null = null,
  ) {
    this.#graphs = graphs;
    this.#tokenizer = tokenizer;
    this.#secondTokenizer = secondTokenizer;
    this.#sessions = sessions;
    this.#signal = signal;
    this.#listener = listener;
  }

  encode = async (prompt: string): Promise<TextEmbedding> => {
    const known = this.#encoded.get(prompt);
    if (known !== undefined) return known;
    const session = await this.#open('encode', this.#graphs.text());
    const outputs = await session.run({
      ids: promptIds(this.#tokenizer, prompt),
      ...(this.#secondTokenizer === null ? {} : { ids_2: promptIds(this.#secondTokenizer, prompt) }),
    });
    const embedding = { hidden: output(outputs, 'hidden'), pooled: output(outputs, 'pooled') };
    this.#encoded.set(prompt, embedding);
    return embedding;
  };

  denoise = async (request: DenoiseRequest): Promise<DenoiseResult> => {
    const { latents, timestep, cond, uncond, grounding, cfgScale } = request;
    const record = request.record ?? [];
    const session = await this.#open('denoise', this.#graphs.denoise({ grounded: grounding !== undefined, record }));
    const outputs = await session.run({
      latents: stack(latents, latents),
      timestep: float32([timestep], [1]),
      text: stack(uncond.hidden, cond.hidden),
      ...addedFeeds(this.#graphs.pictureFacts, { uncond, cond }),
      ...groundingFeeds(grounding, ['empty', 'full']),
    });
    const both = output(outputs, 'output').data;
    const half = elementCount(latents.dims);
    const guided = new Float32Array(half);
    for (let i = 0; i < half; i++) {
      const [without, within] = [both[i] ?? NaN, both[half + i] ?? NaN];
      guided[i] = without + cfgScale * (within - without); // classifier-free guidance: Ho & Salimans, arXiv 2207.12598, eq. 6
    }
    const maps = new Map(record.map((key) => [key, conditional(output(outputs, `map_${key}`))]));
    return { output: float32(guided, latents.dims), maps };
  };

  guide = async ({ latents, timestep, cond, loss, grounding }: GuideRequest): Promise<GuideResult> => {
    const session = await this.#open('denoise', this.#graphs.guide({ grounded: grounding !== undefined, loss }));
    const outputs = await session.run({
      latents,
      timestep: float32([timestep], [1]),
      text: cond.hidden,
      ...addedFeeds(this.#graphs.pictureFacts, { cond }),
      ...groundingFeeds(grounding, ['full']),
      ...loss.feeds,
    });
    return { loss: output(outputs, 'loss').data[0] ?? NaN, gradient: output(outputs, 'gradient') };
  };

  decode = async (latents: Tensor): Promise<RgbImage> => {
    const [, , height = 0, width = 0] = latents.dims;
    const session = await this.#open(null, this.#graphs.decode({ height, width }));
    return toPicture(finite(output(await session.run({ latents }), 'image'), 'The picture'));
  };

  /**
   * A picture to the distribution of its latents, before the scaling factor.
   * @param picture (1, 3, H, W), values from -1 to 1; sides are multiples of the latent factor
   * @returns both (1, channels, h, w)
   */
  encodePicture = async (picture: Tensor): Promise<{ mean: Tensor; logvar: Tensor }> => {
    const [, , height = 0, width = 0] = picture.dims;
    const session = await this.#open(null, this.#graphs.encodePicture({ height, width }));
    const outputs = await session.run({ picture });
    return { mean: output(outputs, 'mean'), logvar: output(outputs, 'logvar') };
  };

  async #open(stage: 'encode' | 'denoise' | null, request: SessionRequest): Promise<Session> {
    if (!this.#sessions.has(request)) {
      this.#enter('compile', request.key);
      await this.#breathe();
      const start = performance.now();
      await this.#sessions.open(request);
      this.#listener.opened(performance.now() - start);
    }
    if (stage !== null) this.#enter(stage);
    await this.#breathe();
    const session = await this.#sessions.open(request);
    this.provider = session.provider;
    return session;
  }

  #enter(stage: 'compile' | 'encode' | 'denoise', detail?: string): void {
    if (stage !== 'compile' && stage === this.#stage) return;
    this.#stage = stage;
    this.#listener.stage(stage, detail);
  }

  /** Native calls block the thread: before each, lets events out and a waiting cancel in. */
  async #breathe(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    if (this.#signal.aborted) throw new AppError('cancelled', 'Stopped after the current step. Nothing was stored.');
  }
}

function output(outputs: Readonly<Record<string, Tensor>>, name: string): Tensor {
  const tensor = outputs[name];
  if (tensor === undefined) throw new AppError('internal', `a graph has no output ${name}`);
  return tensor;
}

function promptIds(tokenizer: Tokenizer, prompt: string): Tensor<'int64'> {
  const ids = tokenizer.pad(tokenizer.encode(prompt));
  return int64(ids, [1, ids.length]);
}

/** Two of batch 1 as one of batch 2. */
function stack(a: Tensor, b: Tensor): Tensor {
  const data = new Float32Array(a.data.length + b.data.length);
  data.set(a.data);
  data.set(b.data, a.data.length);
  return float32(data, [2, ...a.dims.slice(1)]);
}

/** The second half of a batch of 2, without the batch axis. */
const conditional = ({ dims, data }: Tensor): Tensor => float32(data.slice(data.length / 2), dims.slice(1));

/** @throws AppError numeric */
export function finite(tensor: Tensor, what: string): Tensor {
  if (tensor.data.every(Number.isFinite)) return tensor;
  throw new AppError(
    'numeric',
    `${what} came out as numbers that are none. Nothing was stored; try another sampler, a lower guidance scale, or another checkpoint.`,
  );
}
