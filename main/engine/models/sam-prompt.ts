import type { Value } from '../onnx/ir.ts';
import type { Scope } from '../nn/scope.ts';
import { samGrid, type SamConfig } from './sam-config.ts';

/** What a point of a prompt says; the numbers are the mask decoder graph's `kinds`. `none` fills a place that says nothing. */
export const samPointKinds = { outside: 0, inside: 1, topLeft: 2, bottomRight: 3, none: 4 } as const;

/** Points of one prompt: a box is its two corners, a single point is followed by a place that says nothing. */
export const samPromptPoints = 2;

export interface SamPromptInputs {
  /** (points, 2) x and y as shares of the model's square, from -1 to 1. */
  readonly coordinates: Value;
  /** int64 (points): `samPointKinds`. */
  readonly kinds: Value;
}

/**
 * Where points are: random Fourier features (Tancik et al., arXiv 2006.10739), which image and prompt share.
 * @param coordinates (n, 2) from -1 to 1
 * @returns (n, channels)
 */
function positions(scope: Scope, { vision_config }: SamConfig, coordinates: Value): Value {
  const { builder } = scope;
  const matrix = scope.at('shared_image_embedding', (s) =>
    s.weight('positional_embedding', [2, vision_config.num_pos_feats]),
  );
  const angles = builder.mul(builder.matMul(coordinates, matrix), 2 * Math.PI);
  return builder.concat([builder.sin(angles), builder.cos(angles)], -1);
}

/** Positions of the image embedding's cells: (1, cells, channels). */
export function samCellPositions(scope: Scope, config: SamConfig): Value {
  const { builder } = scope;
  const side = samGrid(config.vision_config);
  const centre = (cell: number): number => (2 * (cell + 0.5)) / side - 1;
  const centres = Array.from({ length: side * side }, (_, i) => [centre(i % side), centre(Math.floor(i / side))]);
  const coordinates = builder.constant(centres.flat(), [side * side, 2]);
  return builder.unsqueeze(positions(scope, config, coordinates), [0]);
}

/**
 * SAM's prompt encoder for points and boxes: Kirillov et al., arXiv 2304.02643, appendix A. A token is where its point is plus what it says.
 * @returns (1, points, channels)
 */
export function samPrompt(scope: Scope, config: SamConfig, { coordinates, kinds }: SamPromptInputs): Value {
  const { builder } = scope;
  const channels = config.vision_config.output_channels;
  const where = positions(scope, config, coordinates);
  const what = scope.at('prompt_encoder', (s) => {
    const names = [...[0, 1, 2, 3].map((kind) => `point_embed.${kind}`), 'not_a_point_embed'];
    const table = builder.concat(
      names.map((name) => s.at(name, (e) => e.weight('weight', [1, channels]))),
      0,
    );
    return builder.gather(table, kinds, 0);
  });
  const isNone = builder.unsqueeze(builder.equal(kinds, samPointKinds.none), [1]);
  return builder.unsqueeze(builder.add(builder.where(isNone, 0, where), what), [0]);
}
