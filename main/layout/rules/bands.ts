import type { Canvas } from '../../../preload/contract/layout.ts';
import type { Cluster } from './cluster.ts';

/** Parts of the picture from top to bottom. What stands on the ground is in the middle, unless other things are said to be lower. */
export type BandName = 'top' | 'middle' | 'bottom';

export interface Band {
  readonly name: BandName;
  readonly clusters: readonly Cluster[];
}

/** Sorts clusters into bands: where they are said to be, else the sky for what flies, if there is a ground to fly over. */
export function toBands(clusters: readonly Cluster[]): Band[] {
  const isSky = clusters.every((cluster) => cluster.high);
  const nameOf = ({ place, high }: Cluster): BandName => place.row ?? (high && !isSky ? 'top' : 'middle');
  const names: readonly BandName[] = ['top', 'middle', 'bottom'];
  return names
    .map((name) => ({ name, clusters: clusters.filter((cluster) => nameOf(cluster) === name) }))
    .filter((band) => band.clusters.length > 0);
}

const edge = 0.06;
/** Where the ground meets the lower edge of what stands on it, as share of the height. */
const ground = 0.9;
/** The middle of what stands on the ground alone. */
const groundMiddle = 0.62;

/** Upper edge of every band, from their heights in pixels. */
export function bandTops(bands: readonly Band[], heights: readonly number[], { height: canvas }: Canvas): number[] {
  const free = canvas - heights.reduce((sum, height) => sum + height, 0);
  const air = free / (bands.length + 1);
  const topEnd = bands[0]?.name === 'top' ? Math.min(edge * canvas, air) + (heights[0] ?? 0) : 0;
  const bottomStart =
    bands.at(-1)?.name === 'bottom' ? canvas - (heights.at(-1) ?? 0) - Math.min(edge * canvas, air) : canvas;
  return bands.map(({ name, clusters }, i) => {
    const height = heights[i] ?? 0;
    if (name === 'top') return topEnd - height;
    if (name === 'bottom') return bottomStart;
    const centred = topEnd + (bottomStart - topEnd - height) / 2;
    const floats = clusters.length === 1 && bands.length === 1;
    if (floats || bottomStart < canvas || clusters.every(({ place }) => place.row === 'middle')) return centred;
    if (topEnd > 0) return canvas - height - Math.min((1 - ground) * canvas, air);
    return Math.max(centred, Math.min(ground * canvas - height, groundMiddle * canvas - height / 2));
  });
}
