import type { Value } from '../../onnx/ir.ts';
import { dim } from '../../onnx/ops/op.ts';
import type { Rule, Rules } from '../rule.ts';

/**
 * The fused operation keeps no probabilities, so they are computed again, few heads at a time (Rabe and Staats, 2021). For each head
 *
 *     P = softmax(q·kᵀ·scale)   dV = Pᵀ·g   dS = P ∘ (g·vᵀ − Σ g∘y)   dQ = dS·k·scale   dK = dSᵀ·q·scale
 *
 * ONNX Runtime orders nodes depth first from the outputs. Two things keep it from holding the maps of several heads, or of the forward
 * pass: q is read behind a concatenation with g, so that nothing here can run before g is there; and the three gradients of a head are
 * one value, so that they are computed together.
 */
const attention: Rule<'MultiHeadAttention'> = (c) => {
  const { builder: b, g, x, y } = c;
  const heads = c.attributes.num_heads;
  const factor = c.attributes.scale.float;
  const [batch, queries, channels] = [dim(x(0).shape, 0), dim(x(0).shape, 1), dim(x(0).shape, 2)];
  const keys = dim(x(1).shape, 1);
  if (dim(x(2).shape, 2) !== channels) c.fail('has a gradient only for values as wide as queries');
  const width = channels / heads;
  const together = Math.min(heads, Math.max(1, Math.floor(c.options.attentionElements / (batch * queries * keys))));

  const behind = b.concat([x(0), g], 2);
  const part = (value: Value, from: number, count: number): Value => {
    const range = { starts: [from * width], ends: [(from + count) * width], axes: [2] };
    return b.transpose(b.reshape(b.slice(value, range), [batch, -1, count, width]), [0, 2, 1, 3]);
  };
  const swap = (value: Value): Value => b.transpose(value, [0, 1, 3, 2]);

  const someHeads = (first: number): Value => {
    const count = Math.min(together, heads - first);
    const q = b.mul(part(behind, first, count), factor);
    const dy = part(behind, heads + first, count);
    const [k, v, out] = [part(x(1), first, count), part(x(2), first, count), part(y, first, count)];
    const p = b.softmax(b.matMul(q, swap(k)), -1);
    const parts: Value[] = [];
    if (c.wants(0) || c.wants(1)) {
      const ds = b.mul(p, b.sub(b.matMul(dy, swap(v)), b.reduceSum(b.mul(dy, out), [-1])));
      if (c.wants(0)) parts.push(b.mul(b.matMul(ds, k), factor));
      if (c.wants(1)) parts.push(b.matMul(swap(ds), q));
    }
    if (c.wants(2)) parts.push(b.matMul(swap(p), dy));
    return b.reshape(b.transpose(b.concat(parts, 2), [0, 2, 1, 3]), [batch, -1, count * width]);
  };

  const firsts = Array.from({ length: Math.ceil(heads / together) }, (_, i) => i * together);
  const joined = b.concat(firsts.map(someHeads), 2); // (batch, rows of dQ, dK, dV, channels)
  let row = 0;
  return [queries, keys, keys].map((rows, i) => {
    if (!c.wants(i)) return null;
    const from = row;
    row += rows;
    return () =>
      dim(joined.shape, 1) === rows ? joined : b.slice(joined, { starts: [from], ends: [from + rows], axes: [1] });
  });
};

export const attentionRules = { MultiHeadAttention: attention } satisfies Rules;
