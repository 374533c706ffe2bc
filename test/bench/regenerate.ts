import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { GenerateRequest } from '../../preload/contract/engine.ts';
import type { EngineClient } from '../../main/engine/client.ts';
import { writeByRules } from '../../main/layout/rules/write-by-rules.ts';

/** Seconds of a picture of four boxes, and of what it takes when one box has changed or was moved. */
export interface RegenerateFigures {
  readonly method: string;
  readonly full: number;
  readonly changed: number;
  readonly moved: number;
}

const prompt = 'a red car left of a blue cup and a dog left of a chair';
/** LMD+ draws boxes where they stand; to move them without drawing, they have to be drawn in the middle. */
const optionsOf = { lmd: {}, lmd_plus: { centreBoxes: true } } as const;

/** Draws with the paper's 50 steps and defaults. */
export async function regenerateFigures(engine: EngineClient, checkpoint: string): Promise<RegenerateFigures[]> {
  const layout = writeByRules(prompt);
  if (layout.boxes.length !== 4) throw new Error(`the rules wrote ${layout.boxes.length} boxes`);
  const withFirst = (change: (box: (typeof layout.boxes)[number]) => object) => ({
    ...layout,
    boxes: layout.boxes.map((box, i) => (i === 0 ? { ...box, ...change(box) } : box)),
  });
  const figures: RegenerateFigures[] = [];
  for (const method of ['lmd_plus', 'lmd'] as const) {
    const folder = mkdtempSync(join(tmpdir(), 'lmd-bench-'));
    const seconds = async (drawn: GenerateRequest['layout']): Promise<number> => {
      const start = performance.now();
      const keep = { folder, budgetBytes: 1e9 };
      await engine.generate({
        layout: drawn,
        checkpoint,
        method,
        options: optionsOf[method],
        steps: 50,
        seed: 1,
        keep,
      });
      return (performance.now() - start) / 1000;
    };
    try {
      const full = await seconds(layout);
      const changed = await seconds(withFirst(() => ({ seed: 99 })));
      const moved = await seconds(withFirst(({ rect }) => ({ rect: { ...rect, x: rect.x + 40 } })));
      figures.push({ method, full, changed, moved });
    } finally {
      rmSync(folder, { recursive: true });
    }
  }
  return figures;
}
