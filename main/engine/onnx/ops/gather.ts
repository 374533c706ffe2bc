import type { Application } from './op.ts';
import { axisOf, op, sameShape, sharedType } from './op.ts';

function checkIndices(a: Application<unknown>): void {
  if (!['int64', 'int32'].includes(a.input(1).dtype)) a.fail(`cannot index by ${a.input(1).dtype}`);
}

/** Indices of the same rank, not larger than the data but along the axis. */
function checkElementIndices(a: Application<unknown>, axis: number): void {
  checkIndices(a);
  const [data, indices] = [a.input(0).shape, a.input(1).shape];
  const along = axisOf(a, axis, data.length);
  const fits = data.length === indices.length && indices.every((n, i) => i === along || n <= (data[i] ?? 0));
  if (!fits) a.fail(`indices [${indices.join(', ')}] do not fit data [${data.join(', ')}]`);
}

export const gatherOps = {
  Gather: op({
    domain: '',
    attributes: { axis: 'int' },
    arity: [2, 2],
    infer: (a) => {
      checkIndices(a);
      const { shape, dtype } = a.input(0);
      const axis = axisOf(a, a.attributes.axis, shape.length);
      return [{ dtype, shape: [...shape.slice(0, axis), ...a.input(1).shape, ...shape.slice(axis + 1)] }];
    },
  }),
  GatherElements: op({
    domain: '',
    attributes: { axis: 'int' },
    arity: [2, 2],
    infer: (a) => {
      checkElementIndices(a, a.attributes.axis);
      return [{ dtype: a.input(0).dtype, shape: a.input(1).shape }];
    },
  }),
  /** data, indices, updates; `reduction` none (indices must not repeat) or add. */
  ScatterElements: op({
    domain: '',
    attributes: { axis: 'int', reduction: 'string' },
    arity: [3, 3],
    infer: (a) => {
      checkElementIndices(a, a.attributes.axis);
      if (!['none', 'add'].includes(a.attributes.reduction)) a.fail(`knows no reduction ${a.attributes.reduction}`);
      if (!sameShape(a.input(1).shape, a.input(2).shape)) a.fail('needs one update for each index');
      return [{ dtype: sharedType(a, [0, 2]), shape: a.input(0).shape }];
    },
  }),
};
