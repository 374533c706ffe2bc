const size = 624;
const shift = 397;

/** Mersenne Twister with 32-bit outputs: Matsumoto & Nishimura, ACM TOMACS 8(1), 1998; single-word initialiser of 2002. */
export class Mt19937 {
  private readonly state = new Uint32Array(size);
  private index = size;

  /** @param seed any integer; acts modulo 2^32 */
  constructor(seed: number | bigint) {
    this.state[0] = Number(BigInt.asUintN(32, BigInt(seed)));
    for (let i = 1; i < size; i++) {
      const previous = this.word(i - 1);
      this.state[i] = Math.imul(1812433253, previous ^ (previous >>> 30)) + i;
    }
  }

  /** The next output, an integer in [0, 2^32). */
  next(): number {
    if (this.index === size) this.twist();
    let y = this.word(this.index++);
    y ^= y >>> 11;
    y ^= (y << 7) & 0x9d2c5680;
    y ^= (y << 15) & 0xefc60000;
    return (y ^ (y >>> 18)) >>> 0;
  }

  private word(i: number): number {
    return this.state[i] ?? 0;
  }

  private twist(): void {
    for (let i = 0; i < size; i++) {
      const y = (this.word(i) & 0x80000000) | (this.word((i + 1) % size) & 0x7fffffff);
      this.state[i] = this.word((i + shift) % size) ^ (y >>> 1) ^ (y & 1 ? 0x9908b0df : 0);
    }
    this.index = 0;
  }
}
