import { readFileSync } from 'node:fs';
import { z } from 'zod';

/** One measured case, as it is printed: a line of JSON from a process of its own. */
export const measurementSchema = z.object({
  case: z.string(),
  /** Each run after the first. */
  seconds: z.array(z.number()),
  median: z.number(),
  /** The first run after loading; the peer does not tell it. */
  first: z.number().optional(),
  /** Building and verifying the graph, and making its bytes. */
  compile: z.number().optional(),
  /** Opening the session. */
  open: z.number().optional(),
  /** Bytes of the weights as they lie on disk, in GB (10⁹). */
  weights_gb: z.number().optional(),
  peak_gb: z.number(),
});
export type Measurement = z.infer<typeof measurementSchema>;

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? NaN)) / 2;
}

/** Most memory this process has held so far, in GB (10⁹ bytes). */
export function peakGb(): number {
  if (process.platform !== 'linux') return process.resourceUsage().maxRSS / 1e6;
  // resourceUsage() counts what the process that started this one held, too.
  const kilobytes = /VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1];
  return (Number(kilobytes) * 1024) / 1e9;
}

export async function timed<T>(work: () => T | Promise<T>): Promise<[value: T, seconds: number]> {
  const start = performance.now();
  const value = await work();
  return [value, (performance.now() - start) / 1000];
}

/** Processor time of this process so far, all threads together: on one thread what a machine without other work takes. */
export function processorSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}
