import { AppError } from '../../../../preload/contract/errors.ts';
import type { Weight } from '../weights.ts';

/** The weights of one network in a single file, by their original keys without the network's prefix. */
export class Stored {
  readonly weights: ReadonlyMap<string, Weight>;
  readonly #what: string;

  /** @param what the network, as in "UNet" */
  constructor(all: ReadonlyMap<string, Weight>, prefix: string, what: string) {
    this.#what = what;
    this.weights = new Map(
      [...all].flatMap(([key, weight]) => (key.startsWith(prefix) ? [[key.slice(prefix.length), weight]] : [])),
    );
  }

  has(key: string): boolean {
    return this.weights.has(key);
  }

  /**
   * Size of an axis of a weight.
   * @throws AppError checkpoint_unsupported when the weight is not there
   */
  size(key: string, axis: number): number {
    const size = this.weights.get(key)?.shape[axis];
    if (size !== undefined) return size;
    throw new AppError(
      'checkpoint_unsupported',
      `This file holds no ${this.#what} that LMD Studio knows. Nothing was lost; choose a whole Stable Diffusion 1, 2 or SDXL checkpoint.`,
      { detail: `${key} is missing` },
    );
  }

  /** How many of `key(0)`, `key(1)`, … are there without a gap. */
  count(key: (i: number) => string): number {
    let count = 0;
    while (this.has(key(count))) count++;
    return count;
  }

  /** The weights by other keys; what is renamed to null is left out. */
  renamed(rename: (key: string) => string | null): Map<string, Weight> {
    return new Map(
      [...this.weights].flatMap(([key, weight]) => {
        const name = rename(key);
        return name === null ? [] : [[name, weight]];
      }),
    );
  }
}

/** Renames the beginning of a key by the first entry that fits: `replaced('in_layers.0.bias', [['in_layers.0', 'norm1']])` is "norm1.bias". */
export function replaced(key: string, names: readonly (readonly [from: string, to: string])[]): string {
  const found = names.find(([from]) => key.startsWith(`${from}.`));
  return found === undefined ? key : found[1] + key.slice(found[0].length);
}

/** Groups of a normalisation: 32 in every published model, fewer where the channels can not be so divided. */
export function groupsOf(channels: readonly number[]): number {
  const divisor = (a: number, b: number): number => (b === 0 ? a : divisor(b, a % b));
  return channels.reduce(divisor, 32);
}

/** Heads of 64 channels each. */
export const headsOf = (channels: number): number => Math.max(1, Math.round(channels / 64));
