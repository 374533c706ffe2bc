import type { RgbImage } from '../../../preload/contract/engine.ts';
import { AppError } from '../../../preload/contract/errors.ts';
import type { Grid, Mask } from '../guidance/grid.ts';
import { samPointKinds } from '../models/sam-prompt.ts';
import { WeightLoader } from '../nn/scope.ts';
import type { SessionCache } from '../runtime/session-cache.ts';
import { elementCount, float32, int64, type Tensor } from '../tensor.ts';
import type { Sam } from './open-sam.ts';
import { finiteOutput } from './outputs.ts';
import { fittedSize, samPixels } from './preprocess.ts';
import { imageGraph, masksGraph } from './sam-graphs.ts';
import { upscaleMask } from './upscale-masks.ts';

/** What is looked for, in pixels of the picture: the object at a point, or the object in a box. */
export type SegmentQuestion =
  | { readonly point: readonly [x: number, y: number] }
  | { readonly box: readonly [x0: number, y0: number, x1: number, y1: number] };

export interface Segmentation {
  /** Three masks of the picture's size, in the model's order. */
  readonly masks: readonly Mask[];
  /** The model's estimate of each mask's overlap with the truth; may leave 0..1. */
  readonly confidences: Float32Array;
}

/** Finds objects in pictures with SAM. */
export class Segmenter {
  readonly #sam: Sam;
  readonly #sessions: Pick<SessionCache, 'open'>;
  readonly #embeddings = new WeakMap<RgbImage, Tensor>();

  /** @param sessions asked before each run, so that a caller can report and stop there */
  constructor(sam: Sam, sessions: Pick<SessionCache, 'open'>) {
    this.#sam = sam;
    this.#sessions = sessions;
  }

  /**
   * Masks of one object. What the image encoder sees is kept as long as the picture object is: more questions about it are cheap.
   * @throws AppError bad_request for a picture without pixels, a point outside, a box without any pixel; those of sessions; numeric
   */
  async segment(image: RgbImage, question: SegmentQuestion): Promise<Segmentation> {
    const { folder, config, weights, preprocessor } = this.#sam;
    const points = 'point' in question ? pointInputs(image, question.point) : boxInputs(image, question.box);
    const embedding = await this.#embed(image);
    const square = preprocessor.size.longest_edge;
    const fitted = fittedSize(image, square);
    const session = await this.#sessions.open({
      key: 'sam masks',
      folder,
      build: () => masksGraph(config, new WeightLoader(weights)),
    });
    const outputs = await session.run({
      embedding,
      coordinates: float32(
        points.flatMap(({ x, y }) => [
          share((x * fitted.width) / image.width, square),
          share((y * fitted.height) / image.height, square),
        ]),
        [points.length, 2],
      ),
      kinds: int64(
        points.map(({ kind }) => samPointKinds[kind]),
        [points.length],
      ),
    });
    const masks = planes(finiteOutput(outputs, 'masks'));
    return {
      masks: masks.map((logits) => upscaleMask(logits, fitted, square, image)),
      confidences: finiteOutput(outputs, 'confidences').data,
    };
  }

  async #embed(image: RgbImage): Promise<Tensor> {
    const known = this.#embeddings.get(image);
    if (known !== undefined) return known;
    const { folder, config, weights, preprocessor } = this.#sam;
    const pixels = samPixels(image, preprocessor);
    const session = await this.#sessions.open({
      key: 'sam image',
      folder,
      build: () => imageGraph(config, new WeightLoader(weights)),
    });
    const embedding = finiteOutput(await session.run({ pixels }), 'embedding');
    this.#embeddings.set(image, embedding);
    return embedding;
  }
}

interface PromptPoint {
  readonly x: number;
  readonly y: number;
  readonly kind: keyof typeof samPointKinds;
}

function pointInputs({ width, height }: Grid, [x, y]: readonly [number, number]): readonly PromptPoint[] {
  if (!(x >= 0 && x <= width && y >= 0 && y <= height)) {
    throw new AppError(
      'bad_request',
      `The point ${x}, ${y} lies outside the picture of ${width} × ${height} pixels. Nothing was changed.`,
    );
  }
  return [
    { x, y, kind: 'inside' },
    { x: 0, y: 0, kind: 'none' },
  ];
}

/** The corners of the part of a box that lies in the picture. */
function boxInputs({ width, height }: Grid, box: readonly [number, number, number, number]): readonly PromptPoint[] {
  const [left, top, right, bottom] = box;
  const [x0, y0, x1, y1] = [Math.max(left, 0), Math.max(top, 0), Math.min(right, width), Math.min(bottom, height)];
  if (!(x0 < x1 && y0 < y1)) {
    throw new AppError(
      'bad_request',
      `The box ${box.join(', ')} holds nothing of the picture of ${width} × ${height} pixels. Nothing was changed.`,
    );
  }
  return [
    { x: x0, y: y0, kind: 'topLeft' },
    { x: x1, y: y1, kind: 'bottomRight' },
  ];
}

/** The centre of a pixel of the model's square as a share from -1 to 1. */
const share = (pixel: number, square: number): number => (2 * (pixel + 0.5)) / square - 1;

/** (n, H, W) as n planes. */
function planes({ dims: [count = 0, height = 0, width = 0], data }: Tensor) {
  const cells = elementCount([height, width]);
  return Array.from({ length: count }, (_, i) => ({
    width,
    height,
    values: data.subarray(i * cells, (i + 1) * cells),
  }));
}
