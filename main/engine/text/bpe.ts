/** Binary min-heap of numbers. */
class Heap {
  private readonly items: number[] = [];

  peek(): number | undefined {
    return this.items[0];
  }

  push(value: number): void {
    const { items } = this;
    let i = items.length;
    while (i > 0) {
      const parent = (i - 1) >> 1;
      const above = items[parent] ?? 0;
      if (above <= value) break;
      items[i] = above;
      i = parent;
    }
    items[i] = value;
  }

  pop(): void {
    const { items } = this;
    const last = items.pop();
    if (last === undefined || items.length === 0) return;
    let i = 0;
    for (;;) {
      let child = 2 * i + 1;
      if ((items[child + 1] ?? Infinity) < (items[child] ?? Infinity)) child++;
      const below = items[child] ?? Infinity;
      if (below >= last) break;
      items[i] = below;
      i = child;
    }
    items[i] = last;
  }
}

/** Merge ranks by "left right". */
export type MergeRanks = ReadonlyMap<string, number>;

const positions = 2 ** 27;

/**
 * Byte-pair encoding of one word (Sennrich et al., arXiv 1508.07909): in every round all occurrences of the pair with the lowest rank are
 * merged from left to right. Pairs wait in a heap ordered by rank, then place, so a word of n symbols costs n log n.
 */
export function mergePairs(word: readonly string[], ranks: MergeRanks): string[] {
  const symbols: (string | null)[] = [...word];
  const next = Int32Array.from(word, (_, i) => i + 1);
  const previous = Int32Array.from(word, (_, i) => i - 1);
  const heap = new Heap();
  const rankAt = (i: number): number | undefined => {
    const left = symbols[i] ?? null;
    const right = symbols[next[i] ?? word.length] ?? null;
    return left === null || right === null ? undefined : ranks.get(`${left} ${right}`);
  };
  const offer = (i: number): void => {
    const rank = rankAt(i);
    if (rank !== undefined) heap.push(rank * positions + i);
  };
  word.forEach((_, i) => {
    offer(i);
  });
  for (let top = heap.peek(); top !== undefined; top = heap.peek()) {
    const rank = Math.floor(top / positions);
    const touched: number[] = [];
    for (; top !== undefined && Math.floor(top / positions) === rank; top = heap.peek()) {
      heap.pop();
      const i = top % positions;
      if (rankAt(i) !== rank) continue; // changed since it was offered
      const right = next[i] ?? word.length;
      symbols[i] = `${symbols[i]}${symbols[right]}`;
      symbols[right] = null;
      const after = next[right] ?? word.length;
      next[i] = after;
      if (after < word.length) previous[after] = i;
      touched.push(i);
    }
    // Pairs made in this round wait for the next one.
    for (const i of new Set(touched.flatMap((t) => [previous[t] ?? -1, t]))) if (i >= 0) offer(i);
  }
  return symbols.filter((s) => s !== null);
}
