import { Scope, WeightLoader } from '../../main/engine/nn/scope.ts';
import { Builder } from '../../main/engine/onnx/builder.ts';
import type { Shape, Value } from '../../main/engine/onnx/ir.ts';

/** Notes what a model asks for. */
class Recorder extends WeightLoader {
  readonly shapes = new Map<string, Shape>();

  constructor() {
    super(new Map());
  }

  override load(builder: Builder, key: string, shape: Shape, rows?: readonly [number, number]): Value {
    this.shapes.set(key, shape);
    return super.load(builder, key, shape, rows);
  }
}

/** The weights that a model has, by key. */
export function shapesOf(build: (scope: Scope) => void): ReadonlyMap<string, Shape> {
  const recorder = new Recorder();
  build(new Scope(new Builder('shapes'), recorder));
  return recorder.shapes;
}
