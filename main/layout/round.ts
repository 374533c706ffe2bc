/** Rounds to the nearest whole number, halves to the even one, as Python and numpy do. */
export function roundHalfEven(x: number): number {
  const below = Math.floor(x);
  const rest = x - below;
  if (rest < 0.5) return below + 0;
  if (rest > 0.5) return below + 1;
  return below % 2 === 0 ? below + 0 : below + 1;
}
