import type { Builder } from '../onnx/builder.ts';
import type { Value } from '../onnx/ir.ts';
import { dim } from '../onnx/ops/op.ts';
import { linear } from './linear.ts';
import type { Scope } from './scope.ts';

export interface AttentionOptions {
  readonly heads: number;
  /** Biases of query, key and value; the output always has one. */
  readonly bias?: boolean;
  /** Added to the scores, (queries, keys). */
  readonly mask?: Value;
  /** Takes the probabilities, (batch, heads, queries, keys). Without it they are never held as a whole. */
  readonly tap?: ((probabilities: Value) => void) | undefined;
  /** Names of the four projections in the checkpoint. */
  readonly names?: readonly [query: string, key: string, value: string, output: string];
  /** Channels of query, key and value, those of `x` unless given. */
  readonly inner?: number;
  /** What the values are made of, (batch, keys, width); the context unless given. */
  readonly values?: Value;
}

/** As diffusers calls them. */
const diffusersNames = ['to_q', 'to_k', 'to_v', 'to_out.0'] as const;

/**
 * Multi-head attention: Vaswani et al., arXiv 1706.03762, section 3.2.2.
 * @param x (batch, queries, channels); the result is of its shape
 * @param context (batch, keys, width): x for self-attention
 */
export function attention(scope: Scope, x: Value, context: Value, options: AttentionOptions): Value {
  const { heads, bias = false, mask, tap, names = diffusersNames } = options;
  const { builder } = scope;
  const channels = dim(x.shape, -1);
  const { inner = channels, values = context } = options;
  const [q, k, v] = ([x, context, values] as const).map((input, i) =>
    scope.at(names[i] ?? '', (s) => linear(s, input, inner, { bias })),
  ) as [Value, Value, Value];
  const mixed =
    mask === undefined && tap === undefined
      ? builder.multiHeadAttention(q, k, v, heads)
      : openAttention(builder, q, k, v, { heads, mask, tap });
  return scope.at(names[3], (s) => linear(s, mixed, channels));
}

/** The same with its probabilities as a value of the graph. */
function openAttention(
  builder: Builder,
  q: Value,
  k: Value,
  v: Value,
  { heads, mask, tap }: Pick<AttentionOptions, 'heads' | 'tap'> & { mask: Value | undefined },
): Value {
  const [batch, queries, channels] = [dim(q.shape, 0), dim(q.shape, 1), dim(q.shape, 2)];
  const width = channels / heads;
  const split = (x: Value, perm: readonly number[]): Value =>
    builder.transpose(builder.reshape(x, [batch, -1, heads, width]), perm);
  const query = builder.mul(split(q, [0, 2, 1, 3]), 1 / Math.sqrt(width));
  const scores = builder.matMul(query, split(k, [0, 2, 3, 1]));
  const probabilities = builder.softmax(mask === undefined ? scores : builder.add(scores, mask), -1);
  tap?.(probabilities);
  const mixed = builder.matMul(probabilities, split(v, [0, 2, 1, 3]));
  return builder.reshape(builder.transpose(mixed, [0, 2, 1, 3]), [batch, queries, channels]);
}
