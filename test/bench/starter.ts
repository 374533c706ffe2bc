import { join } from 'node:path';
import { EngineClient } from '../../main/engine/client.ts';
import { writeByRules } from '../../main/layout/rules/write-by-rules.ts';
import { median } from './measure.ts';

/** What a user of the starter checkpoint waits for. */
export interface StarterFigures {
  /** Milliseconds. */
  layoutMs: number;
  /** Seconds from the request to the first preview, in an engine that has drawn once. */
  firstPreview: number;
  /** Seconds of a whole picture with the method `gligen` in 20 steps. */
  gligen20: number;
}

const prompt = 'a red car to the left of a blue cup';
export const starterCheckpoint = join(import.meta.dirname, '../../resources/starter/checkpoint');

export async function starterFigures(): Promise<StarterFigures> {
  const layouts = Array.from({ length: 11 }, () => {
    const start = performance.now();
    const layout = writeByRules(prompt);
    return { layout, ms: performance.now() - start };
  });
  const layout = layouts[0]?.layout;
  if (layout === undefined) throw new Error('no layout was written');
  const engine = new EngineClient();
  try {
    const draw = async (): Promise<{ firstPreview: number; total: number }> => {
      const start = performance.now();
      let firstPreview = NaN;
      await engine.generate(
        { layout, checkpoint: starterCheckpoint, method: 'gligen', steps: 20, seed: 1 },
        {
          onEvent: (event) => {
            if (Number.isNaN(firstPreview) && event.kind === 'step' && event.preview !== undefined) {
              firstPreview = (performance.now() - start) / 1000;
            }
          },
        },
      );
      return { firstPreview, total: (performance.now() - start) / 1000 };
    };
    await draw();
    const warm = [await draw(), await draw(), await draw()];
    return {
      layoutMs: median(layouts.map(({ ms }) => ms)),
      firstPreview: median(warm.map((run) => run.firstPreview)),
      gligen20: median(warm.map((run) => run.total)),
    };
  } finally {
    engine.dispose();
  }
}
