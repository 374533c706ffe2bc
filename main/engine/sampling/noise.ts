import { Mt19937 } from './mt19937.ts';

const twoPi = 2 * Math.PI;

/**
 * Random numbers equal to those of a torch CPU generator with float32 draws (ATen, DistributionTemplates.h), so that a seed gives the same picture
 * here as in the Python implementations. Normal values agree to about 2e-6: torch's vectorised log, sin and cos differ in the last bits.
 */
export class TorchGenerator {
  private readonly twister: Mt19937;
  /** Second value of a Box–Muller pair of single draws, kept for the next single draw. */
  private kept: number | null = null;

  /** @param seed any integer; acts modulo 2^32 */
  constructor(seed: number | bigint) {
    this.twister = new Mt19937(seed);
  }

  /** Uniform in [0, 1), float32. */
  rand(count: number): Float32Array {
    return Float32Array.from({ length: count }, () => this.uniform24());
  }

  /** Integers in [0, below). */
  randint(below: number, count: number): number[] {
    return Array.from({ length: count }, () => this.twister.next() % below);
  }

  /** Standard normal values. */
  randn(count: number): Float32Array {
    if (count < 16) return Float32Array.from({ length: count }, () => this.single());
    const out = this.rand(count);
    for (let start = 0; start + 16 <= count; start += 16) boxMuller(out, start);
    if (count % 16 !== 0) {
      // The last 16 are drawn again, which uses 16 more outputs.
      out.set(this.rand(16), count - 16);
      boxMuller(out, count - 16);
    }
    return out;
  }

  private uniform24(): number {
    return (this.twister.next() & 0xffffff) * 2 ** -24;
  }

  private uniform53(): number {
    const high = this.twister.next() & 0x1fffff;
    return (high * 2 ** 32 + this.twister.next()) * 2 ** -53;
  }

  private single(): number {
    if (this.kept !== null) {
      const value = this.kept;
      this.kept = null;
      return value;
    }
    const angle = twoPi * this.uniform53();
    const radius = Math.sqrt(-2 * Math.log1p(-this.uniform53()));
    this.kept = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  }
}

/** Turns 16 uniform values into normal ones in place: j and j + 8 make a pair. */
function boxMuller(values: Float32Array, start: number): void {
  for (let j = start; j < start + 8; j++) {
    const radius = Math.sqrt(-2 * Math.log(1 - (values[j] ?? 0)));
    const angle = twoPi * (values[j + 8] ?? 0);
    values[j] = radius * Math.cos(angle);
    values[j + 8] = radius * Math.sin(angle);
  }
}

/** `count` standard normal values as `torch.randn(count, generator=manual_seed(seed))` draws them on the CPU in float32. */
export const torchNoise = (seed: number | bigint, count: number): Float32Array => new TorchGenerator(seed).randn(count);
