import type { ApiEvent } from '../../preload/contract/api.ts';
import type { EngineEvent } from '../../preload/contract/engine.ts';
import { pngDataUrl } from './png.ts';

export type ProgressEvent = Extract<ApiEvent, { type: 'job.progress' }>;

/** Turns the engine's events of one job into what a window is told: each carries the stage it belongs to. */
export function progressOf(id: string, steps: number): (event: EngineEvent) => ProgressEvent {
  const start = { type: 'job.progress', id, box: null, losses: [], preview: null } as const;
  let last: ProgressEvent = { ...start, losses: [], stage: 'load', step: 0, of: steps, stepMs: 0, remainingMs: 0 };
  return (event) => {
    if (event.kind === 'stage') {
      last = { ...last, stage: event.stage, preview: null, losses: [] };
    } else {
      const { box, step, of, stepMs, remainingMs, losses, preview } = event;
      last = {
        ...last,
        // The refiner's steps come after its stage was announced; all others draw.
        stage: last.stage === 'refine' ? 'refine' : 'denoise',
        ...{ box, step, of, stepMs, remainingMs, losses },
        preview: preview === undefined ? null : pngDataUrl(preview),
      };
    }
    return last;
  };
}
