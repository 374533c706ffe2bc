/** Sum of coefficient · vector, accumulated in float64. All vectors have one length; a term with coefficient 0 is left out. */
export function weightedSum(terms: readonly (readonly [number, Float32Array])[]): Float32Array {
  const used = terms.filter(([coefficient]) => coefficient !== 0);
  const sum = new Float64Array(terms[0]?.[1].length ?? 0);
  for (const [coefficient, vector] of used)
    for (const [k, value] of vector.entries()) sum[k] = (sum[k] ?? 0) + coefficient * value;
  return Float32Array.from(sum);
}
