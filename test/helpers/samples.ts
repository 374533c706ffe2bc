import type { HistoryItem } from '../../preload/contract/api.ts';
import type { Layout } from '../../preload/contract/layout.ts';
import { layoutSchema } from '../../preload/contract/layout.ts';

/** A layout with one box per caption, side by side. */
export function sampleLayout(prompt: string, captions: readonly string[] = []): Layout {
  return layoutSchema.parse({
    canvas: { width: 256, height: 256 },
    prompt,
    background: 'a beach',
    boxes: captions.map((caption, i) => ({
      id: `box-${i}`,
      caption,
      rect: { x: 10 + 80 * i, y: 100, width: 70, height: 90 },
    })),
  });
}

export function sampleItem(id: string, change: Partial<HistoryItem> = {}): HistoryItem {
  const layout = change.layout ?? sampleLayout('a red car on a beach', ['a red car']);
  return {
    id,
    createdAt: 1_700_000_000_000,
    width: 256,
    height: 256,
    starred: false,
    layout,
    settings: {
      method: 'gligen',
      options: { beta: 0.3 },
      seed: 7,
      steps: 20,
      cfgScale: 7.5,
      sampler: 'ddim',
      model: 'starter',
      prompt: layout.prompt,
      negative: '',
    },
    timings: { totalMs: 4000, loadMs: 500, denoiseMs: 3000, decodeMs: 300 },
    warnings: [],
    checks: null,
    ...change,
  };
}
