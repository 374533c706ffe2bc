import type { Measurement } from './measure.ts';
import type { RegenerateFigures, Spent } from './regenerate.ts';
import type { StarterFigures } from './starter.ts';

export interface Bar {
  text: string;
  met: boolean;
}

const seconds = (value: number | undefined): string => (value === undefined ? '' : `${value.toFixed(2)} s`);
const gigabytes = (value: number | undefined): string => (value === undefined ? '' : `${value.toFixed(2)} GB`);

export function printComparison(ours: readonly Measurement[], peers: readonly Measurement[]): void {
  console.table(
    Object.fromEntries(
      ours.map((our) => {
        const peer = peers.find((other) => other.case === our.case);
        return [
          our.case,
          {
            compile: our.compile === undefined ? '' : `${(our.compile * 1000).toFixed(0)} ms`,
            open: seconds(our.open),
            first: seconds(our.first),
            median: seconds(our.median),
            peer: seconds(peer?.median),
            'times faster': peer === undefined ? '' : (peer.median / our.median).toFixed(2),
            weights: gigabytes(our.weights_gb),
            peak: gigabytes(our.peak_gb),
            'peak / weights': our.weights_gb === undefined ? '' : (our.peak_gb / our.weights_gb).toFixed(2),
            'peer peak': gigabytes(peer?.peak_gb),
          },
        ];
      }),
    ),
  );
}

export function printStarter(figures: StarterFigures): void {
  console.table({
    'layout by rules': `${figures.layoutMs.toFixed(1)} ms`,
    'first preview, warm engine': seconds(figures.firstPreview),
    '20 steps, gligen': seconds(figures.gligen20),
  });
}

export function printRegenerated(figures: readonly RegenerateFigures[]): void {
  const spent = ({ seconds, steps, guidance }: Spent): string => `${steps} + ${guidance}, ${seconds.toFixed(1)} s`;
  const again = (now: Spent, full: Spent): string => `${spent(now)}: ${(now.seconds / full.seconds).toFixed(2)}`;
  console.log('Four boxes: steps + guidance evaluations, processor seconds on one thread: share of the whole picture');
  console.table(
    Object.fromEntries(
      figures.map(({ checkpoint, method, full, changed, moved }) => [
        `${checkpoint}, ${method}`,
        { whole: spent(full), 'one box changed': again(changed, full), 'one box moved': again(moved, full) },
      ]),
    ),
  );
}

/** The bars of the project: what it promises to be, against the peer and its own size. */
export function checkBars(
  ours: readonly Measurement[],
  peers: readonly Measurement[],
  starter: StarterFigures | null,
  regenerated: readonly RegenerateFigures[],
): Bar[] {
  const bars: Bar[] = [];
  const atMost = (name: string, value: number | undefined, most: number, unit: string): void => {
    if (value === undefined) return;
    bars.push({ text: `${name}: ${value.toFixed(2)}${unit}, at most ${most}${unit}`, met: value <= most });
  };
  const faster = { 'cfg-step': 1.15, guidance: 1.5, 'vae-decode': 1 } as Record<string, number>;
  const memory = { 'cfg-step': 2, guidance: 2.5 } as Record<string, number>;
  for (const our of ours) {
    const peer = peers.find((other) => other.case === our.case);
    const least = faster[our.case];
    if (peer !== undefined && least !== undefined) {
      const ratio = peer.median / our.median;
      bars.push({
        text: `${our.case}: ×${ratio.toFixed(2)} of the peer's speed, at least ×${least}`,
        met: ratio >= least,
      });
    }
    const most = memory[our.case];
    if (most !== undefined && our.weights_gb !== undefined) {
      atMost(`${our.case}: peak memory over weights`, our.peak_gb / our.weights_gb, most, '');
    }
    if (our.case === 'cfg-step') {
      atMost('cfg-step: compile', our.compile, 1, ' s');
      atMost(
        'cfg-step: first step over later ones',
        our.first === undefined ? undefined : our.first / our.median,
        1.5,
        '',
      );
    }
  }
  if (starter !== null) {
    atMost('starter: layout by rules', starter.layoutMs, 50, ' ms');
    atMost('starter: first preview', starter.firstPreview, 2, ' s');
    atMost('starter: 20 steps, gligen', starter.gligen20, 15, ' s');
  }
  for (const { checkpoint, method, full, changed, moved } of regenerated) {
    const name = `${checkpoint}, ${method}`;
    atMost(`${name}: one of four boxes changed, over the whole picture`, changed.seconds / full.seconds, 0.55, '');
    atMost(`${name}: one of four boxes moved, over the whole picture`, moved.seconds / full.seconds, 0.45, '');
  }
  return bars;
}
