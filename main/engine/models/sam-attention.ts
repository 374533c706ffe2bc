import type { Builder } from '../onnx/builder.ts';
import type { Value } from '../onnx/ir.ts';
import { dim } from '../onnx/ops/op.ts';
import { linear, stackedLinear } from '../nn/linear.ts';
import type { Scope } from '../nn/scope.ts';

/**
 * Self-attention over a square of cells, with a learned score for the distance in rows and one for the distance in columns between two
 * cells: "decomposed relative positions", Li et al., arXiv 2112.01526, section 4.1:
 *
 *     score(q, k) = q·k / √width + q·R_rows[row(q) - row(k)] + q·R_columns[column(q) - column(k)]
 *
 * Written as one product: the query is continued by its scores for every row and every column, the key by ones at its own row and column.
 * So the scores of all pairs (0.8 GB in SAM's base model) need not be held.
 * @param x (batch, side, side, channels); the result is of its shape
 * @param places `cellPlaces` of the same batch, side and heads
 */
export function relativeAttention(scope: Scope, x: Value, heads: number, places: Value): Value {
  const { builder } = scope;
  const [batch, side, channels] = [dim(x.shape, 0), dim(x.shape, 1), dim(x.shape, 3)];
  const width = channels / heads;
  const perHead = (value: Value): Value => builder.reshape(value, [batch, side, side, heads, width]);
  const inLine = (value: Value): Value => builder.reshape(value, [batch, side * side, -1]);

  const [q, k, v] = scope.at('qkv', (s) => stackedLinear(s, x, channels, 3)) as [Value, Value, Value];
  const query = perHead(q);
  const table = (name: string): Value => scope.weight(name, [2 * side - 1, width]);
  const queries = builder.concat(
    [
      builder.mul(query, 1 / Math.sqrt(width)),
      distanceScores(builder, query, table('rel_pos_h'), 'rows'),
      distanceScores(builder, query, table('rel_pos_w'), 'columns'),
    ],
    -1,
  );
  const keys = builder.concat([perHead(k), places], -1);
  const mixed = builder.multiHeadAttention(inLine(queries), inLine(keys), inLine(v), heads, { scale: 1 });
  return builder.reshape(
    scope.at('proj', (s) => linear(s, mixed, channels)),
    x.shape,
  );
}

/** For each cell of a square its row and its column as ones among zeros: (batch, side, side, heads, 2 · side). */
export function cellPlaces(
  builder: Builder,
  side: number,
  { batch, heads }: { readonly batch: number; readonly heads: number },
): Value {
  const ones = Array.from({ length: side * side }, (_, i) => (Math.floor(i / side) === i % side ? 1 : 0));
  const unit = builder.constant(ones, [side, side]);
  const repeat = (shape: readonly number[]): Value =>
    builder.expand(builder.reshape(unit, shape), [batch, side, side, heads, side]);
  return builder.concat([repeat([1, side, 1, 1, side]), repeat([1, 1, side, 1, side])], -1);
}

/**
 * A query's scores for each row (or column) of its square.
 * @param query (batch, side, side, heads, width)
 * @param table (2 · side - 1, width), a vector for each distance from 1 - side to side - 1
 * @returns (batch, side, side, heads, side)
 */
function distanceScores(builder: Builder, query: Value, table: Value, along: 'rows' | 'columns'): Value {
  const [batch, side, , heads, width] = query.shape as readonly [number, number, number, number, number];
  const distances = Array.from({ length: side * side }, (_, i) => Math.floor(i / side) - (i % side) + side - 1);
  const vectors = builder.gather(table, builder.constant(distances, [side, side], 'int64'), 0);
  // The axis of the line goes to the front, so that each line is multiplied with its own vectors.
  const [front, back] =
    along === 'rows'
      ? ([
          [1, 0, 2, 3, 4],
          [1, 0, 2, 3, 4],
        ] as const)
      : ([
          [2, 0, 1, 3, 4],
          [1, 2, 0, 3, 4],
        ] as const);
  const lines = builder.reshape(builder.transpose(query, front), [side, -1, width]);
  const scores = builder.matMul(lines, builder.transpose(vectors, [0, 2, 1]));
  return builder.transpose(builder.reshape(scores, [side, batch, side, heads, side]), back);
}
