import type { ApiEvent, HistoryItem, Job } from '../../preload/contract/api.ts';
import type { GenerateInput, GenerateResult } from '../../preload/contract/engine.ts';
import { AppError } from '../../preload/contract/errors.ts';
import type { Db } from '../store/db.ts';
import { asStoreError } from '../store/db.ts';
import { insertHistory } from '../store/history.ts';
import type { OwnedJob } from '../store/jobs.ts';
import { insertJob, listJobs, moveJob, nextJob, readJob, setJobState } from '../store/jobs.ts';
import type { Engine } from './engine.ts';
import type { ImageFolder } from './images.ts';
import { encodePng } from './png.ts';
import { progressOf } from './progress.ts';
import { pngText } from './record.ts';
import { recoverJobs } from './recover.ts';

export interface QueueOptions {
  db: Db;
  engine: Engine;
  images: ImageFolder;
  /** Folder of a model's checkpoint; throws AppError not_found. */
  checkpointOf: (model: string) => string;
  /** Folders of the segmenter and the detector that may look at a model's pictures; null without one. */
  vision: (model: string) => { segmenter: string | null; detector: string | null };
  /** Where the engine may keep what can be used again. */
  keep: GenerateInput['keep'];
  emit: (event: ApiEvent) => void;
  clock: () => number;
  newId: () => string;
  /** Name and version, written into every picture. */
  appName: string;
}

const finishedShown = 50;

/** Jobs in the order they were submitted, one at a time, through the engine. Kept in the store: they survive a restart. */
export class JobQueue {
  readonly #options: QueueOptions;
  #running: { id: string; controller: AbortController; stopped: boolean; done: Promise<void> } | null = null;
  #closed = false;

  constructor(options: QueueOptions) {
    this.#options = options;
  }

  /** Takes up what an ended process of the app has left: waiting jobs go on, the one it was drawing is marked as failed. */
  recover(): void {
    const { db, clock } = this.#options;
    recoverJobs(db, clock());
    this.#pump();
  }

  /** @throws AppError not_found for an unknown model, disk */
  submit(request: Job['request']): Job {
    const { db, clock, newId, checkpointOf } = this.#options;
    checkpointOf(request.model);
    if (request.refiner !== null) checkpointOf(request.refiner.model);
    const job: OwnedJob = {
      id: newId(),
      state: 'queued',
      request,
      createdAt: clock(),
      error: null,
      imageId: null,
      owner: process.pid,
    };
    insertJob(db, job);
    this.#changed(job.id);
    this.#pump();
    return published(job);
  }

  list(): Job[] {
    return listJobs(this.#options.db, finishedShown).map(published);
  }

  /**
   * Takes a waiting job out; ends a running one after its current step, or at once when `hard`.
   * A job that has ended stays as it is.
   * @throws AppError not_found
   */
  cancel(id: string, hard: boolean): void {
    const { db, engine } = this.#options;
    const job = readJob(db, id);
    if (job === null) throw new AppError('not_found', 'There is no such job. Nothing was changed.', { detail: id });
    if (job.state === 'queued') {
      setJobState(db, id, { state: 'cancelled' });
      this.#changed(id);
    } else if (this.#running?.id === id) {
      this.#running.stopped = true;
      this.#running.controller.abort();
      if (hard) engine.kill();
    } else if (job.state === 'running') {
      throw new AppError(
        'bad_request',
        'This job runs in another window or command of LMD Studio. Cancel it there; nothing was changed.',
      );
    }
  }

  /**
   * Has a waiting job drawn before another one, or after all others with null.
   * @throws AppError not_found, bad_request for a job that does not wait any more
   */
  move(id: string, before: string | null): void {
    const { db, emit } = this.#options;
    const job = readJob(db, id);
    if (job === null) throw new AppError('not_found', 'There is no such job. Nothing was changed.', { detail: id });
    if (job.state !== 'queued') {
      throw new AppError('bad_request', 'This picture does not wait any more. The queue is as it was.');
    }
    moveJob(db, id, before);
    emit({ type: 'queue.changed' });
  }

  /** Stops after the current step; the job that ran waits for the next start. */
  async close(): Promise<void> {
    this.#closed = true;
    const running = this.#running;
    if (running === null) return;
    running.controller.abort();
    this.#options.engine.kill();
    await running.done;
  }

  #pump(): void {
    if (this.#running !== null || this.#closed) return;
    const job = nextJob(this.#options.db, process.pid);
    if (job === null) return;
    const controller = new AbortController();
    const running = { id: job.id, controller, stopped: false, done: Promise.resolve() };
    this.#running = running;
    running.done = this.#run(job, controller.signal, () => running.stopped)
      .catch((error: unknown) => this.#reportUnstored(job, error))
      .then(() => {
        this.#running = null;
        this.#pump();
      });
  }

  async #run(job: OwnedJob, signal: AbortSignal, stopped: () => boolean): Promise<void> {
    const { db, engine, emit, checkpointOf, vision, keep } = this.#options;
    setJobState(db, job.id, { state: 'running' });
    this.#changed(job.id);
    const { model, refiner, ...request } = job.request;
    const progress = progressOf(job.id, request.steps);
    try {
      const result = await engine.generate(
        {
          ...request,
          checkpoint: checkpointOf(model),
          ...vision(model),
          keep,
          refiner: refiner && { checkpoint: checkpointOf(refiner.model), ratio: refiner.ratio },
        },
        { signal, onEvent: (event) => emit(progress(event)) },
      );
      const imageId = await this.#keep(job, model, result);
      setJobState(db, job.id, { state: 'done', imageId });
      emit({ type: 'history.changed' });
    } catch (error) {
      const failure = asStoreError(error);
      // An engine that was killed on purpose reports a crash: what the user asked for decides.
      if (stopped() || failure.code === 'cancelled') {
        setJobState(db, job.id, { state: this.#closed && !stopped() ? 'queued' : 'cancelled' });
      } else if (this.#closed) {
        setJobState(db, job.id, { state: 'queued' });
      } else {
        setJobState(db, job.id, { state: 'failed', error: failure.toData() });
      }
    }
    this.#changed(job.id);
  }

  async #keep(job: OwnedJob, model: string, result: GenerateResult): Promise<string> {
    const { db, images, clock, newId, appName } = this.#options;
    const { checkpoint: _checkpoint, refiner: _refiner, ...settings } = result.settings;
    const item: HistoryItem = {
      id: newId(),
      createdAt: clock(),
      width: result.image.width,
      height: result.image.height,
      starred: false,
      layout: job.request.layout,
      settings: { ...settings, model, refiner: job.request.refiner },
      timings: result.timings,
      warnings: result.warnings,
      checks: result.checks,
    };
    const text = pngText({ format: 1, app: appName, provider: result.provider, item });
    await images.save(item.id, encodePng(result.image, text));
    insertHistory(db, item);
    return item.id;
  }

  #changed(id: string): void {
    const job = readJob(this.#options.db, id);
    if (job !== null) this.#options.emit({ type: 'job.changed', job: published(job) });
  }

  /** The store itself can not be written: the window is told, and the queue stands still until the next start. */
  #reportUnstored(job: OwnedJob, error: unknown): void {
    this.#closed = true;
    this.#options.emit({
      type: 'job.changed',
      job: { ...published(job), state: 'failed', error: asStoreError(error).toData() },
    });
  }
}

function published({ owner: _owner, ...job }: OwnedJob): Job {
  return job;
}
