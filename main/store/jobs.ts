import { z } from 'zod';
import type { Job } from '../../preload/contract/api.ts';
import { imageRequestSchema, jobStateSchema } from '../../preload/contract/api.ts';
import type { ErrorData } from '../../preload/contract/errors.ts';
import { errorDataSchema } from '../../preload/contract/errors.ts';
import type { Db } from './db.ts';
import { jsonColumn } from './json-column.ts';

/** A job and the process that runs it. */
export interface OwnedJob extends Job {
  owner: number;
}

const rowSchema = z
  .object({
    id: z.string(),
    state: jobStateSchema,
    request: jsonColumn.pipe(imageRequestSchema),
    created_at: z.number(),
    error: jsonColumn.pipe(errorDataSchema).nullable(),
    image_id: z.string().nullable(),
    owner: z.number(),
  })
  .transform(({ created_at, image_id, ...rest }): OwnedJob => ({ ...rest, createdAt: created_at, imageId: image_id }));

/** A job that was moved stands at its place, any other where it was submitted. */
const place = 'ifnull(place, sequence)';
const columns = 'id, state, request, created_at, error, image_id, owner';

export function insertJob(db: Db, job: OwnedJob): void {
  db.prepare(`INSERT INTO jobs (${columns}) VALUES (@id, @state, @request, @createdAt, @error, @imageId, @owner)`).run({
    ...job,
    request: JSON.stringify(job.request),
    error: job.error && JSON.stringify(job.error),
  });
}

/** The job, or null. */
export function readJob(db: Db, id: string): OwnedJob | null {
  const row = db.prepare(`SELECT ${columns} FROM jobs WHERE id = ?`).get(id);
  return row === undefined ? null : rowSchema.parse(row);
}

/** Every job that is waiting or running, and the `finished` newest others; in the order in which they are drawn. */
export function listJobs(db: Db, finished: number): OwnedJob[] {
  const rows = db
    .prepare(
      `SELECT ${columns} FROM jobs
       WHERE state IN ('queued', 'running')
          OR sequence IN (SELECT sequence FROM jobs WHERE state NOT IN ('queued', 'running') ORDER BY sequence DESC LIMIT ?)
       ORDER BY ${place}`,
    )
    .all(finished);
  // A row that can not be read (written by another version) is left out: it must not keep the rest from being shown.
  return rows.flatMap((row) => rowSchema.safeParse(row).data ?? []);
}

/** The first waiting job of this process, or null. */
export function nextJob(db: Db, owner: number): OwnedJob | null {
  const row = db
    .prepare(`SELECT ${columns} FROM jobs WHERE state = 'queued' AND owner = ? ORDER BY ${place} LIMIT 1`)
    .get(owner);
  return row === undefined ? null : rowSchema.parse(row);
}

export function setJobState(
  db: Db,
  id: string,
  change: { state: Job['state']; error?: ErrorData; imageId?: string },
): void {
  db.prepare('UPDATE jobs SET state = ?, error = ?, image_id = ? WHERE id = ?').run(
    change.state,
    change.error === undefined ? null : JSON.stringify(change.error),
    change.imageId ?? null,
    id,
  );
}

/** Puts a waiting job before another one, or behind all with null. The others keep their order. */
export function moveJob(db: Db, id: string, before: string | null): void {
  const rows = db.prepare(`SELECT id, ${place} AS place FROM jobs WHERE state = 'queued' ORDER BY ${place}`).all();
  const waiting = z.array(z.object({ id: z.string(), place: z.number() })).parse(rows);
  const others = waiting.filter((job) => job.id !== id).map((job) => job.id);
  const at = before === null ? others.length : others.indexOf(before);
  const order = at < 0 ? [...others, id] : others.toSpliced(at, 0, id);
  const update = db.prepare('UPDATE jobs SET place = ? WHERE id = ?');
  db.transaction(() => {
    for (const [i, job] of waiting.entries()) update.run(job.place, order[i]);
  })();
}

/** Makes this process the one that runs a waiting job. */
export function adoptJob(db: Db, id: string, owner: number): void {
  db.prepare('UPDATE jobs SET owner = ? WHERE id = ?').run(owner, id);
}
