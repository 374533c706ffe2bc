import type { Builder } from '../onnx/builder.ts';
import type { Value } from '../onnx/ir.ts';
import type { Tensor } from '../tensor.ts';
import { mapOf, oneHot, slotRoom, type LossLayer } from './slots.ts';

/** Sharpness of the softmax over tokens. */
const temperature = 100;
const smoothingSigma = 0.5;

/** Which words `wordMaps` takes, as a runtime input: (room, tokens − 2), positions without the start mark. */
export const wordChoice = (positions: readonly number[], tokens: number): Tensor =>
  oneHot(
    slotRoom(positions.length),
    tokens - 2,
    positions.map((position) => position - 1),
  );

/**
 * Where words stand, as Attend-and-Excite and BoxDiff see it: attention averaged over layers and heads, a sharp softmax over the words of the
 * prompt, a slight blur (Chefer et al., arXiv 2301.13826, section 4; methods.md 5.5).
 * @param layers all of one grid
 * @param tokens length of the text encoder's output
 * @param choice as `wordChoice` has it
 * @returns (room, height, width)
 */
export function wordMaps(
  builder: Builder,
  maps: ReadonlyMap<string, Value>,
  layers: readonly [LossLayer, ...LossLayer[]],
  tokens: number,
  choice: Value,
): Value {
  const [grid] = layers;
  const stacked = builder.concat(
    layers.map(({ key }) => mapOf(maps, key)),
    0,
  );
  const mean = builder.reduceMean(stacked, [0], { keepdims: false }); // (cells, tokens)
  const words = builder.slice(mean, { starts: [1], ends: [tokens - 1], axes: [1] });
  const probabilities = builder.softmax(builder.mul(words, temperature), -1);
  const chosen = builder.matMul(choice, builder.transpose(probabilities, [1, 0]));
  return smoothed(builder, builder.reshape(chosen, [-1, grid.height, grid.width]));
}

/** Blurs (room, height, width) with a 3×3 kernel; borders are mirrored without repeating the edge (c b | a b c). */
function smoothed(builder: Builder, map: Value): Value {
  const [, height = 0, width = 0] = map.shape;
  const rows = builder.matMul(builder.constant(blurMatrix(height), [height, height]), map);
  return builder.matMul(rows, builder.transpose(builder.constant(blurMatrix(width), [width, width]), [1, 0]));
}

/** One axis of the separable kernel with its borders. Weights exp(-(d / 2σ)²): the exponent is the Python implementation's. */
function blurMatrix(length: number): Float32Array {
  const side = Math.exp(-((1 / (2 * smoothingSigma)) ** 2));
  const matrix = new Float32Array(length * length);
  for (let row = 0; row < length; row++)
    for (const d of [-1, 0, 1]) {
      const mirrored = Math.abs(row + d);
      const column = mirrored < length ? mirrored : 2 * (length - 1) - mirrored;
      matrix[row * length + column] = (matrix[row * length + column] ?? 0) + (d === 0 ? 1 : side) / (1 + 2 * side);
    }
  return matrix;
}
