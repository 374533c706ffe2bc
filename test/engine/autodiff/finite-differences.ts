import { expect } from 'vitest';
import { gradients } from '../../../main/engine/autodiff/gradient.ts';
import type { GradientOptions } from '../../../main/engine/autodiff/rule.ts';
import { Builder } from '../../../main/engine/onnx/builder.ts';
import type { Value } from '../../../main/engine/onnx/ir.ts';
import { elementCount } from '../../../main/engine/tensor.ts';
import { numbers, openGraph, runGraph } from '../onnx/run-graph.ts';

export interface Case {
  /** Shape of each input. */
  readonly inputs: Readonly<Record<string, readonly number[]>>;
  /** Values of an input; between -1 and 1 unless given. */
  readonly values?: Readonly<Record<string, readonly number[] | Float32Array>>;
  /** Inputs without a gradient. */
  readonly fixed?: readonly string[];
  readonly options?: Partial<GradientOptions>;
  /** Largest error, as a share of the largest gradient; 0.002 unless given. */
  readonly tolerance?: number;
  readonly build: (b: Builder, x: (name: string) => Value) => Value;
}

const step = 1 / 128;

function graphOf({ inputs, build }: Case) {
  const b = new Builder('case');
  const values = new Map(Object.entries(inputs).map(([name, shape]) => [name, b.input(name, 'float32', shape)]));
  const x = (name: string): Value => {
    const value = values.get(name);
    if (value === undefined) throw new Error(`no input ${name}`);
    return value;
  };
  return { b, x, y: build(b, x) };
}

/** Σ w · y for repeatable w, so that no two elements of y have the same part in the target. */
function target(b: Builder, y: Value): Value {
  const weights = b.constant(numbers(elementCount(y.shape), 99), y.shape);
  const axes = y.shape.map((_, i) => i);
  return axes.length === 0 ? b.mul(y, weights) : b.reduceSum(b.mul(y, weights), axes, { keepdims: false });
}

/** Gradients by autodiff, one for each input that is not fixed. */
export async function gradientsOf(c: Case): Promise<Record<string, number[]>> {
  const { b, x, y } = graphOf(c);
  const names = Object.keys(c.inputs).filter((name) => c.fixed?.includes(name) !== true);
  gradients(b, target(b, y), names.map(x), c.options).forEach((gradient, i) =>
    b.output(`d ${names[i] ?? ''}`, gradient),
  );
  const results = await runGraph(b.finish(), feedsOf(c));
  return Object.fromEntries(
    names.map((name) => {
      expect(results[`d ${name}`]?.shape).toEqual(c.inputs[name]);
      return [name, results[`d ${name}`]?.data ?? []];
    }),
  );
}

const feedsOf = ({ inputs, values }: Case): Record<string, Float32Array> =>
  Object.fromEntries(
    Object.entries(inputs).map(([name, shape], i) => [
      name,
      Float32Array.from(values?.[name] ?? numbers(elementCount(shape), i + 1)),
    ]),
  );

/** Holds autodiff to central differences of the forward graph, summed in 64 bits, on ONNX Runtime's processor kernels. */
export async function expectGradients(c: Case): Promise<void> {
  const computed = await gradientsOf(c);
  const { b, y } = graphOf(c);
  b.output('y', y);
  const forward = await openGraph(b.finish());
  const weights = numbers(elementCount(y.shape), 99);
  const feeds = feedsOf(c);
  const at = async (): Promise<number> => {
    const { y: result } = await forward.run(feeds);
    return (result?.data ?? []).reduce((sum, value, i) => sum + value * (weights[i] ?? 0), 0);
  };
  for (const [name, gradient] of Object.entries(computed)) {
    const data = feeds[name] ?? new Float32Array();
    const differences: number[] = [];
    for (let i = 0; i < data.length; i += 1) {
      const value = data[i] ?? 0;
      data[i] = value + step;
      const above = await at();
      data[i] = value - step;
      const below = await at();
      data[i] = value;
      differences.push((above - below) / (2 * step));
    }
    const scale = Math.max(...differences.map(Math.abs), 1e-3);
    const worst = Math.max(...differences.map((n, i) => Math.abs(n - (gradient[i] ?? NaN)))) / scale;
    expect(
      worst,
      `d ${name}: ${gradient.slice(0, 6).join(', ')} against ${differences.slice(0, 6).join(', ')}`,
    ).toBeLessThan(c.tolerance ?? 2e-3);
  }
  await forward.release();
}
