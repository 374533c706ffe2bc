import type { RgbImage } from '../../../preload/contract/engine.ts';
import { AppError } from '../../../preload/contract/errors.ts';
import { WeightLoader } from '../nn/scope.ts';
import type { SessionCache } from '../runtime/session-cache.ts';
import { int64 } from '../tensor.ts';
import type { NormalizedBox } from '../text/convert.ts';
import { suppressOverlaps, suppressOverlapsByClass } from './nms.ts';
import type { Owlvit } from './open-owlvit.ts';
import { finiteOutput } from './outputs.ts';
import { objectsGraph, queryGraph } from './owlvit-graphs.ts';
import { owlvitPixels } from './preprocess.ts';

export interface Detection {
  /** The query that fits best. */
  readonly name: string;
  /** Its place among the queries. */
  readonly label: number;
  /** 0..1 */
  readonly score: number;
  /** May reach a little outside the picture. */
  readonly box: NormalizedBox;
}

export interface DetectOptions {
  /** Smallest score that is kept. */
  readonly scoreThreshold?: number;
  /** Overlap from which the lower score of two boxes is dropped. */
  readonly nmsThreshold?: number;
  /** Whether boxes of different queries may overlap. */
  readonly classAware?: boolean;
}

/** As the reference's detection function has them (methods.md 7.5). */
const defaults = { scoreThreshold: 0.1, nmsThreshold: 0.5, classAware: false };
/** As the published benchmark figures were measured. */
export const benchmarkDetection = { scoreThreshold: 0.15, nmsThreshold: 0.15, classAware: true } as const;

/** Finds what texts describe in pictures with OWL-ViT. */
export class Detector {
  readonly #owlvit: Owlvit;
  readonly #sessions: Pick<SessionCache, 'open'>;
  readonly #queries = new Map<string, Float32Array>();

  /** @param sessions asked before each run, so that a caller can report and stop there */
  constructor(owlvit: Owlvit, sessions: Pick<SessionCache, 'open'>) {
    this.#owlvit = owlvit;
    this.#sessions = sessions;
  }

  /**
   * What is found, in falling order of score; with `classAware` in the order of the queries first.
   * @param queries as in "a photo of a red cat"; each is encoded once and kept
   * @throws AppError bad_request for no or blank queries and a picture without pixels; prompt_too_long; those of sessions; numeric
   */
  async detect(image: RgbImage, queries: readonly string[], options: DetectOptions = {}): Promise<Detection[]> {
    const { scoreThreshold, nmsThreshold, classAware } = { ...defaults, ...options };
    const lowest = Math.fround(scoreThreshold);
    const found = (await this.candidates(image, queries)).filter(({ score }) => score >= lowest);
    return classAware ? suppressOverlapsByClass(found, nmsThreshold) : suppressOverlaps(found, nmsThreshold);
  }

  /** Whether a query is short enough, and not blank. */
  reads(query: string): boolean {
    const { tokenizer, config } = this.#owlvit;
    return query.trim() !== '' && tokenizer.encode(query).length <= config.text_config.max_position_embeddings;
  }

  /** One box for each patch of the picture, row by row, whatever its score. */
  async candidates(image: RgbImage, queries: readonly string[]): Promise<Detection[]> {
    if (queries.length === 0) {
      throw new AppError('bad_request', 'There is nothing to look for: no query was given. Nothing was changed.');
    }
    const tokens = queries.map((query) => this.#tokens(query));
    const { folder, config, weights, preprocessor } = this.#owlvit;
    const pixels = owlvitPixels(image, preprocessor);
    const wanted: Float32Array[] = [];
    for (const [i, query] of queries.entries()) wanted.push(await this.#encode(query, tokens[i] ?? []));
    const session = await this.#sessions.open({
      key: 'owlvit objects',
      folder,
      build: () => objectsGraph(config, new WeightLoader(weights)),
    });
    const outputs = await session.run({ pixels });
    const [embeddings, shifts, scales, boxes] = ['embeddings', 'shifts', 'scales', 'boxes'].map(
      (name) => finiteOutput(outputs, name).data,
    ) as [Float32Array, Float32Array, Float32Array, Float32Array];
    const width = embeddings.length / shifts.length;
    return Array.from(shifts, (shift, patch) => {
      const seen = embeddings.subarray(patch * width, (patch + 1) * width);
      const logits = wanted.map((query) => Math.fround((dot(seen, query) + shift) * (scales[patch] ?? NaN)));
      const best = Math.max(...logits);
      const label = logits.indexOf(best);
      const box = cornerBox(boxes.subarray(patch * 4, patch * 4 + 4));
      return { name: queries[label] ?? '', label, score: Math.fround(1 / (1 + Math.exp(-best))), box };
    });
  }

  #tokens(query: string): readonly number[] {
    const { tokenizer, config } = this.#owlvit;
    const most = config.text_config.max_position_embeddings;
    if (query.trim() === '') {
      throw new AppError('bad_request', 'There is nothing to look for: a query is blank. Nothing was changed.');
    }
    const ids = tokenizer.encode(query);
    if (ids.length > most) {
      throw new AppError(
        'prompt_too_long',
        `The query “${query}” has ${ids.length} tokens, the detector reads ${most}. Nothing was changed; use a shorter one.`,
      );
    }
    return [...ids, ...Array<number>(most - ids.length).fill(tokenizer.padding)];
  }

  async #encode(query: string, ids: readonly number[]): Promise<Float32Array> {
    const known = this.#queries.get(query);
    if (known !== undefined) return known;
    const { folder, config, weights } = this.#owlvit;
    const session = await this.#sessions.open({
      key: 'owlvit query',
      folder,
      build: () => queryGraph(config, new WeightLoader(weights)),
    });
    const { data } = finiteOutput(await session.run({ ids: int64(ids, [1, ids.length]) }), 'query');
    this.#queries.set(query, data);
    return data;
  }
}

const dot = (a: Float32Array, b: Float32Array): number => a.reduce((sum, value, i) => sum + value * (b[i] ?? 0), 0);

function cornerBox([x = 0, y = 0, width = 0, height = 0]: Float32Array): NormalizedBox {
  return [x - width / 2, y - height / 2, x + width / 2, y + height / 2];
}
