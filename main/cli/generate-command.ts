import { copyFile, readFile } from 'node:fs/promises';
import type { HistoryItem, Job } from '../../preload/contract/api.ts';
import { AppError } from '../../preload/contract/errors.ts';
import type { SamplerId } from '../../preload/contract/engine.ts';
import type { Layout } from '../../preload/contract/layout.ts';
import { layoutSchema } from '../../preload/contract/layout.ts';
import type { LayoutRequest } from '../../preload/contract/stage1.ts';
import { writeLayoutFor } from './layout-command.ts';
import { progressBar } from './progress-bar.ts';
import type { Session } from './session.ts';

/** Where a layout comes from. */
export interface LayoutSource {
  layout?: string;
  provider: NonNullable<LayoutRequest['provider']>;
  llm: string;
  size?: { width: number; height: number };
}

export interface GenerateFlags extends LayoutSource {
  method: string;
  seed: number;
  steps: number;
  out: string;
  model?: string;
  checkpoint: readonly string[];
  sampler?: SamplerId;
  cfg?: number;
  refiner?: string;
  refineRatio: number;
  option: Record<string, unknown>;
}

export interface Generated {
  item: HistoryItem;
  out: string;
}

/** Sentence (or layout file) → layout → picture, saved at `out`. @throws AppError */
export async function generate(session: Session, prompt: string, flags: GenerateFlags): Promise<Generated> {
  const item = await draw(session, await layoutFor(session, prompt, flags), flags);
  await copyTo(session.app.imageFile(item.id), flags.out);
  return { item, out: flags.out };
}

/** Draws a layout and waits for the picture. @throws AppError */
export async function draw(
  session: Session,
  layout: Layout,
  flags: Omit<GenerateFlags, keyof LayoutSource | 'out'>,
): Promise<HistoryItem> {
  const job = await session.app.call('jobs.submit', {
    layout,
    method: flags.method,
    options: flags.option,
    seed: flags.seed,
    steps: flags.steps,
    cfgScale: flags.cfg ?? null,
    sampler: flags.sampler ?? null,
    refiner: flags.refiner === undefined ? null : { model: flags.refiner, ratio: flags.refineRatio },
    model: await modelFor(session, flags),
  });
  const ended = await follow(session, job);
  if (ended.state === 'cancelled') throw new AppError('cancelled', 'Cancelled. No picture was written.');
  if (ended.error !== null) throw AppError.fromData(ended.error);
  const id = ended.imageId ?? '';
  const item = await session.app.call('history.get', { id });
  for (const warning of item.warnings) session.note(`Note: ${warning}`);
  return item;
}

/** The model named; else the first checkpoint given; else the starter. */
async function modelFor(
  { app }: Session,
  { model, checkpoint }: Pick<GenerateFlags, 'model' | 'checkpoint'>,
): Promise<string> {
  if (model !== undefined || checkpoint.length === 0) return model ?? 'starter';
  const [, first] = await app.call('models.list', {}); // the starter comes first, then what was given
  return first?.id ?? 'starter';
}

/** @throws AppError */
export async function layoutFor(session: Session, prompt: string, flags: LayoutSource): Promise<Layout> {
  const layout =
    flags.layout === undefined
      ? (await writeLayoutFor(session, { prompt, provider: flags.provider, model: flags.llm })).layout
      : await readLayout(flags.layout);
  return {
    ...layout,
    ...(prompt === '' ? {} : { prompt }),
    ...(flags.size === undefined ? {} : resized(layout, flags.size)),
  };
}

/** The layout on a canvas of another size, its boxes scaled with it. */
function resized(layout: Layout, canvas: { width: number; height: number }): Pick<Layout, 'canvas' | 'boxes'> {
  const [sx, sy] = [canvas.width / layout.canvas.width, canvas.height / layout.canvas.height];
  const boxes = layout.boxes.map((box) => {
    const { x, y, width, height } = box.rect;
    return { ...box, rect: { x: x * sx, y: y * sy, width: width * sx, height: height * sy } };
  });
  return { canvas, boxes };
}

async function readLayout(file: string): Promise<Layout> {
  try {
    const parsed = JSON.parse(await readFile(file, 'utf8')) as { layout?: unknown } | null;
    // The output of `lmd layout --json` holds the layout beside how it came about.
    return layoutSchema.parse(parsed?.layout ?? parsed);
  } catch (error) {
    throw new AppError('bad_layout', `No layout can be read from ${file}. Nothing was started.`, {
      detail: error instanceof Error ? error.message : String(error),
      cause: error,
    });
  }
}

/** Shows a job's progress until it has ended; an interrupted command cancels it. */
async function follow({ app, signal }: Session, job: Job): Promise<Job> {
  const bar = progressBar(process.stderr);
  const cancel = (): void => void app.call('jobs.cancel', { id: job.id, hard: true });
  try {
    return await new Promise<Job>((resolve, reject) => {
      const unsubscribe = app.subscribe((event) => {
        if (event.type === 'job.progress' && event.id === job.id) bar.show(event);
        if (event.type === 'job.changed' && event.job.id === job.id) settle(event.job);
      });
      const settle = (changed: Job): void => {
        if (changed.state === 'queued' || changed.state === 'running') return;
        unsubscribe();
        resolve(changed);
      };
      // It may have ended, or been interrupted, before anyone listened.
      app.call('jobs.list', {}).then((jobs) => jobs.filter(({ id }) => id === job.id).forEach(settle), reject);
      if (signal.aborted) cancel();
      signal.addEventListener('abort', cancel, { once: true });
    });
  } finally {
    signal.removeEventListener('abort', cancel);
    bar.end();
  }
}

async function copyTo(file: string | null, out: string): Promise<void> {
  try {
    await copyFile(file ?? '', out);
  } catch (error) {
    throw new AppError('disk', `The picture was drawn and is in the history, but ${out} can not be written.`, {
      detail: error instanceof Error ? error.message : String(error),
      cause: error,
    });
  }
}
