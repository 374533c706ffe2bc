/** Answers of GPT-4 as the reference's cache holds them (shared/data/layout-cache). */
export const realAnswers: readonly string[] = [
  '[]\nBackground prompt: A realistic scene\nNegative prompt: backpacks',
  "[('a cat', [51, 67, 271, 324]), ('a cat', [302, 119, 211, 228])]\nBackground prompt: A realistic scene\nNegative prompt: ",
  "[('a backpack', [10, 200, 90, 120]), ('a backpack', [120, 200, 90, 120]), ('a backpack', [230, 200, 90, 120]), ('a backpack', [340, 200, 90, 120]), ('a backpack', [450, 200, 90, 120])]\nBackground prompt: A realistic scene\nNegative prompt: ",
  "[('a yellow dog', [50, 200, 200, 300]), ('a pink cat', [300, 200, 200, 300])]\nBackground prompt: A realistic scene\nNegative prompt: ",
  "[('a car', [20, 320, 472, 192]), ('a laptop', [20, 20, 472, 192])]\nBackground prompt: A realistic scene\nNegative prompt: ",
  "[('a blue cube', [202, 120, 110, 110]), ('a red cube', [202, 230, 110, 110]), ('a vase', [62, 190, 80, 150])]\nBackground prompt: An indoor scene\nNegative prompt: ",
  "[('a wooden table', [65, 243, 344, 206])]\nBackground prompt: A realistic photo of an indoor scene\nNegative prompt: bananas",
  "[('a white deer', [74, 177, 183, 235]), ('a gray bear', [314, 193, 189, 216])]\nBackground prompt: A realistic image of an empty factory scene\nNegative prompt: ",
];

/** A small seeded generator (mulberry32): the same numbers on every machine. */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
