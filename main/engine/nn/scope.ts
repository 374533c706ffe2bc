import { AppError } from '../../../preload/contract/errors.ts';
import type { Weight } from '../checkpoint/weights.ts';
import type { Builder } from '../onnx/builder.ts';
import { bytesPerElement } from '../onnx/constants.ts';
import type { Shape, Value } from '../onnx/ir.ts';
import { sameShape } from '../onnx/ops/op.ts';
import { elementCount } from '../tensor.ts';

/** Trailing axes of size 1 do not count: a 1×1 convolution and a linear layer have the same weights. */
function sameWeights(a: Shape, b: Shape): boolean {
  const core = (shape: Shape): Shape => shape.slice(0, shape.findLastIndex((n) => n !== 1) + 1);
  return sameShape(core(a), core(b));
}

/**
 * The weights of one model as it asks for them. What does not fit is collected, so that all of it can be told at once: call `check` when the
 * model is built.
 */
export class WeightLoader {
  readonly #weights: ReadonlyMap<string, Weight>;
  readonly #prefix: string;
  readonly #asked = new Set<string>();
  readonly #missing = new Set<string>();
  readonly #unfit = new Set<string>();

  /** @param prefix of the weights' names in the graph, to tell apart several models in one */
  constructor(weights: ReadonlyMap<string, Weight>, prefix = '') {
    this.#weights = weights;
    this.#prefix = prefix;
  }

  has(key: string): boolean {
    return this.#weights.has(key);
  }

  /** A weight in float32, of `shape`; `rows` takes a range of its first axis. Placeholder data stands in for one that does not fit. */
  load(builder: Builder, key: string, shape: Shape, rows?: readonly [from: number, to: number]): Value {
    this.#asked.add(key);
    const weight = this.#weights.get(key);
    const dtype = weight?.dtype ?? 'float32';
    const rowBytes = elementCount(shape.slice(1)) * bytesPerElement[dtype];
    const [from, to] = rows ?? [0, shape[0] ?? 1];
    const taken = rows === undefined ? shape : [to - from, ...shape.slice(1)];
    if (weight === undefined) this.#missing.add(key);
    else if (weight.dtype === null) this.#unfit.add(`${key} has an element type that can not be used`);
    else if (!sameWeights(weight.shape, shape)) {
      this.#unfit.add(`${key} is [${weight.shape.join(', ')}], the configuration asks for [${shape.join(', ')}]`);
    }
    const name = `${this.#prefix}${key}${rows === undefined ? '' : `[${from}:${to}]`}`;
    const stored = builder.initializer(name, dtype, taken, {
      kind: 'external',
      file: weight?.file ?? '',
      offset: (weight?.offset ?? 0) + from * rowBytes,
      length: elementCount(taken) * bytesPerElement[dtype],
    });
    return builder.cast(stored, 'float32');
  }

  /**
   * @param what the model, as in "unet"
   * @param ignored keys that may be there though no model uses them
   * @throws AppError checkpoint_mismatch, naming every key that is missing, unexpected or of another shape
   */
  check(what: string, ignored: (key: string) => boolean = () => false): void {
    const unexpected = [...this.#weights.keys()].filter((key) => !this.#asked.has(key) && !ignored(key));
    const faults = [
      ...this.#unfit,
      ...[...this.#missing].map((key) => `${key} is missing`),
      ...unexpected.map((key) => `${key} is unexpected`),
    ];
    if (faults.length === 0) return;
    throw new AppError(
      'checkpoint_mismatch',
      `The weights of ${what} do not fit its config.json: ${faults[0]}${faults.length > 1 ? `, and ${faults.length - 1} more` : ''}. Nothing was lost. Get the whole checkpoint again, or another one.`,
      { detail: faults.join('\n') },
    );
  }
}

/**
 * A place in a model: its path is the prefix of its weights' keys in the checkpoint, and of its nodes' names in the graph. Layers are
 * functions of a scope and their input.
 */
export class Scope {
  readonly builder: Builder;
  readonly #loader: WeightLoader;
  readonly #path: string;

  constructor(builder: Builder, loader: WeightLoader, path = '') {
    this.builder = builder;
    this.#loader = loader;
    this.#path = path;
  }

  /** Builds something inside this place: `scope.at('attn1', (s) => attention(s, x, …))`. */
  at<T>(name: string, build: (scope: Scope) => T): T {
    const inside = new Scope(this.builder, this.#loader, this.#key(name));
    return this.builder.within(name, () => build(inside));
  }

  has(name: string): boolean {
    return this.#loader.has(this.#key(name));
  }

  /** A weight of this place in float32. */
  weight(name: string, shape: Shape): Value {
    return this.#loader.load(this.builder, this.#key(name), shape);
  }

  /** Rows from … to of a weight, in place. */
  weightRows(name: string, shape: Shape, rows: readonly [from: number, to: number]): Value {
    return this.#loader.load(this.builder, this.#key(name), shape, rows);
  }

  #key(name: string): string {
    return this.#path === '' ? name : `${this.#path}.${name}`;
  }
}
