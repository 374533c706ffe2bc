import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateRequestSchema } from '../../preload/contract/engine.ts';
import type { Box, Layout } from '../../preload/contract/layout.ts';
import { runGeneration } from '../../main/engine/pipeline.ts';
import { KnownCheckpoints } from '../../main/engine/pipeline/known-checkpoints.ts';
import { writeByRules } from '../../main/layout/rules/write-by-rules.ts';
import { CountedSessions } from './counted-sessions.ts';
import { processorSeconds } from './measure.ts';

/** What one picture took, without opening sessions. */
export interface Spent {
  /** Of processor time, on one thread: other work on the machine does not count. */
  readonly seconds: number;
  /** Denoising steps, both halves of classifier-free guidance at once. */
  readonly steps: number;
  /** Evaluations of a guidance loss and its gradient. */
  readonly guidance: number;
}

/** A picture of four boxes, and the same again when one box has changed or was moved. */
export interface RegenerateFigures {
  readonly checkpoint: string;
  readonly method: string;
  readonly full: Spent;
  readonly changed: Spent;
  readonly moved: Spent;
}

export interface Subject {
  /** As the table calls it. */
  readonly name: string;
  readonly folder: string;
  /** Whether a pass has a fifth of the paper's 50 steps, and of its updates. */
  readonly short: boolean;
}

const prompt = 'a red car left of a blue cup and a dog left of a chair';
const overallFifth = { overallMaxIter: [4, 3, 2, 2, 1, 1], overallMaxIndexStep: 6 };
const perBoxFifth = {
  perBoxMaxIter: overallFifth.overallMaxIter,
  perBoxMaxIndexStep: overallFifth.overallMaxIndexStep,
};
const methods = [
  // LMD+ draws boxes where they stand; to move them without drawing, they have to be drawn in the middle.
  { method: 'lmd_plus', options: { centreBoxes: true }, fifth: overallFifth },
  { method: 'lmd', options: {}, fifth: { ...overallFifth, ...perBoxFifth } },
];

/** Draws in this process. */
export async function regenerateFigures({ name, folder: checkpoint, short }: Subject): Promise<RegenerateFigures[]> {
  const layout = writeByRules(prompt);
  if (layout.boxes.length !== 4) throw new Error(`the rules wrote ${layout.boxes.length} boxes`);
  const withFirst = (change: (box: Box) => Partial<Box>): Layout => ({
    ...layout,
    boxes: layout.boxes.map((box, i) => (i === 0 ? { ...box, ...change(box) } : box)),
  });
  const sessions = new CountedSessions();
  const known = new KnownCheckpoints();
  const figures: RegenerateFigures[] = [];
  for (const { method, options, fifth } of methods) {
    const folder = mkdtempSync(join(tmpdir(), 'lmd-bench-'));
    const draw = async (drawn: Layout): Promise<Spent> => {
      const input = generateRequestSchema.parse({
        layout: drawn,
        checkpoint,
        method,
        steps: short ? 10 : 50,
        options: short ? { ...options, ...fifth } : options,
        seed: 1,
        keep: { folder, budgetBytes: 1e9 },
      });
      const start = processorSeconds();
      const run = runGeneration(input, { sessions, known, signal: new AbortController().signal });
      while ((await run.next()).done !== true);
      const { runs, opening } = sessions.take();
      const seconds = processorSeconds() - start - opening;
      return { seconds, steps: runs.get('denoise') ?? 0, guidance: runs.get('guide') ?? 0 };
    };
    try {
      const full = await draw(layout);
      const changed = await draw(withFirst(() => ({ seed: 99 })));
      const moved = await draw(withFirst(({ rect }) => ({ rect: { ...rect, x: rect.x + 40 } })));
      figures.push({ checkpoint: name, method, full, changed, moved });
    } finally {
      rmSync(folder, { recursive: true });
    }
  }
  await sessions.releaseAll();
  return figures;
}
