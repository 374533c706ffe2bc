import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { AppError } from '../../preload/contract/errors.ts';
import { readPngRecord } from '../../main/jobs/record.ts';
import { adoptJob, insertJob, listJobs, setJobState } from '../../main/store/jobs.ts';
import { imageRequestSchema } from '../../preload/contract/api.ts';
import { flatImage } from '../helpers/scripted-engine.ts';
import { imageRequest, jobIs, testStudio } from '../helpers/studio.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

describe('the queue', () => {
  it('draws waiting pictures in the order in which the user puts them', async () => {
    const { studio, engine, event, events } = testStudio();
    const jobs = [];
    for (const prompt of ['one', 'two', 'three', 'four'])
      jobs.push(await studio.call('jobs.submit', imageRequest(prompt)));
    const [one, two, three, four] = jobs.map(({ id }) => id) as [string, string, string, string];
    const order = async (): Promise<string[]> => (await studio.call('jobs.list', {})).map(({ id }) => id);
    await studio.call('jobs.move', { id: four, before: two });
    expect(await order()).toEqual([one, four, two, three]);
    await studio.call('jobs.move', { id: two, before: null });
    expect(await order()).toEqual([one, four, three, two]);
    expect(events.filter(({ type }) => type === 'queue.changed')).toHaveLength(2);
    const last = await studio.call('jobs.submit', imageRequest('five'));
    expect((await order()).at(-1)).toBe(last.id);
    for (const id of [one, four, three, two, last.id]) {
      const run = await engine.nextRun();
      await event(jobIs(id, 'running'));
      run.finish();
      await event(jobIs(id, 'done'));
    }
  });

  it('does not move what does not wait', async () => {
    const { studio, engine, event } = testStudio();
    const job = await studio.call('jobs.submit', imageRequest('one'));
    const run = await engine.nextRun();
    await expect(studio.call('jobs.move', { id: job.id, before: null })).rejects.toMatchObject({ code: 'bad_request' });
    await expect(studio.call('jobs.move', { id: 'none', before: null })).rejects.toMatchObject({ code: 'not_found' });
    run.finish();
    await event(jobIs(job.id, 'done'));
  });
});

describe('a job', () => {
  it('ends as a picture in the folder, in the history, with all of its settings inside', async () => {
    const { studio, engine, event, images } = testStudio();
    const job = await studio.call('jobs.submit', imageRequest('a red car'));
    expect(job.state).toBe('queued');
    const run = await engine.nextRun();
    expect(run.request.checkpoint).toMatch(/starter\/checkpoint$/);
    run.finish({ warnings: ['a warning'] });
    await event(jobIs(job.id, 'done'));
    const [item] = await studio.call('history.list', {});
    expect(item).toMatchObject({
      width: 256,
      settings: { seed: 5, steps: 3, model: 'starter' },
      warnings: ['a warning'],
    });
    const [listed] = await studio.call('jobs.list', {});
    expect(listed).toMatchObject({ state: 'done', imageId: item?.id, error: null });
    const file = images.file(item?.id ?? '');
    const record = readPngRecord(readFileSync(file ?? ''));
    expect(record?.item).toEqual(item);
    expect(record?.app).toBe('LMD Studio test');
    expect(studio.imageFile(item?.id ?? '')).toBe(file);
  });

  it('reports its stages, steps and previews', async () => {
    const { studio, engine, events, event } = testStudio();
    const job = await studio.call('jobs.submit', imageRequest('a red car'));
    const run = await engine.nextRun();
    run.emit({ kind: 'stage', stage: 'compile' });
    run.emit({
      ...{ kind: 'step', box: 2, step: 1, of: 3, stepMs: 20, remainingMs: 40, losses: [0.5] },
      preview: flatImage(4, 4, 9),
    });
    run.emit({ kind: 'stage', stage: 'decode' });
    run.finish();
    await event(jobIs(job.id, 'done'));
    const progress = events.filter((candidate) => candidate.type === 'job.progress');
    expect(progress).toMatchObject([
      { id: job.id, stage: 'compile', step: 0, of: 3, preview: null },
      { stage: 'denoise', box: 2, step: 1, stepMs: 20, remainingMs: 40, losses: [0.5] },
      { stage: 'decode', step: 1, preview: null, losses: [] },
    ]);
    expect(progress[1]).toHaveProperty('preview', expect.stringMatching(/^data:image\/png/));
  });

  it('is refined by the model named, which is told and kept', async () => {
    const { studio, engine, events, event } = testStudio();
    const refiner = { model: 'starter', ratio: 0.2 };
    const job = await studio.call('jobs.submit', { ...imageRequest('a red car'), refiner });
    const run = await engine.nextRun();
    expect(run.request.refiner).toEqual({ checkpoint: run.request.checkpoint, ratio: 0.2 });
    run.emit({ kind: 'stage', stage: 'refine' });
    run.emit({ kind: 'step', box: null, step: 1, of: 10, stepMs: 20, remainingMs: 40, losses: [] });
    run.finish();
    await event(jobIs(job.id, 'done'));
    const stages = events.flatMap((candidate) => (candidate.type === 'job.progress' ? [candidate.stage] : []));
    expect(stages).toEqual(['refine', 'refine']);
    const [item] = await studio.call('history.list', {});
    expect(item?.settings.refiner).toEqual(refiner);
    const unknown = { ...imageRequest('a red car'), refiner: { model: 'nobody', ratio: 0.2 } };
    await expect(studio.call('jobs.submit', unknown)).rejects.toMatchObject({ code: 'not_found' });
  });

  it('waits for those before it', async () => {
    const { studio, engine, event } = testStudio();
    const first = await studio.call('jobs.submit', imageRequest('first'));
    const second = await studio.call('jobs.submit', imageRequest('second'));
    const run = await engine.nextRun();
    expect((await studio.call('jobs.list', {})).map((job) => job.state)).toEqual(['running', 'queued']);
    run.finish();
    await event(jobIs(first.id, 'done'));
    (await engine.nextRun()).finish();
    await event(jobIs(second.id, 'done'));
  });

  it('keeps the error it failed with, and the next one runs', async () => {
    const { studio, engine, event } = testStudio();
    const job = await studio.call('jobs.submit', imageRequest('crash'));
    const next = await studio.call('jobs.submit', imageRequest('next'));
    (await engine.nextRun()).fail(new AppError('out_of_memory', 'Too large.', { detail: 'bad_alloc' }));
    await event(jobIs(job.id, 'failed'));
    const [failed] = await studio.call('jobs.list', {});
    expect(failed?.error).toEqual({ code: 'out_of_memory', message: 'Too large.', detail: 'bad_alloc' });
    (await engine.nextRun()).finish();
    await event(jobIs(next.id, 'done'));
  });

  it('is refused for a model that is not there', async () => {
    const { studio } = testStudio();
    await expect(studio.call('jobs.submit', { ...imageRequest('x'), model: 'none' })).rejects.toMatchObject({
      code: 'not_found',
    });
    expect(await studio.call('jobs.list', {})).toEqual([]);
  });
});

describe('cancel', () => {
  it('takes a waiting job out', async () => {
    const { studio, engine, event } = testStudio();
    const first = await studio.call('jobs.submit', imageRequest('first'));
    const second = await studio.call('jobs.submit', imageRequest('second'));
    await studio.call('jobs.cancel', { id: second.id });
    (await engine.nextRun()).finish();
    await event(jobIs(first.id, 'done'));
    expect((await studio.call('jobs.list', {})).map((job) => job.state)).toEqual(['done', 'cancelled']);
  });

  it('ends a running job after its step', async () => {
    const { studio, engine, event } = testStudio();
    const job = await studio.call('jobs.submit', imageRequest('first'));
    await engine.nextRun();
    await studio.call('jobs.cancel', { id: job.id });
    await event(jobIs(job.id, 'cancelled'));
    expect(engine.kills).toBe(0);
    expect(await studio.call('history.list', {})).toEqual([]);
  });

  it('kills the engine when asked to, which is no crash, and the next job runs', async () => {
    const { studio, engine, event } = testStudio();
    const job = await studio.call('jobs.submit', imageRequest('first'));
    const next = await studio.call('jobs.submit', imageRequest('second'));
    await engine.nextRun();
    await studio.call('jobs.cancel', { id: job.id, hard: true });
    await event(jobIs(job.id, 'cancelled'));
    expect(engine.kills).toBe(1);
    (await engine.nextRun()).finish();
    await event(jobIs(next.id, 'done'));
  });

  it('leaves an ended job as it is, and says so of one that is not there', async () => {
    const { studio, engine, event } = testStudio();
    const job = await studio.call('jobs.submit', imageRequest('first'));
    (await engine.nextRun()).finish();
    await event(jobIs(job.id, 'done'));
    await studio.call('jobs.cancel', { id: job.id });
    expect((await studio.call('jobs.list', {}))[0]?.state).toBe('done');
    await expect(studio.call('jobs.cancel', { id: 'none' })).rejects.toMatchObject({ code: 'not_found' });
  });
});

describe('a picture that can not be saved', () => {
  it('fails the job with what to do, and nothing half-written is left', async () => {
    const dataDir = temporaryFolder();
    writeFileSync(join(dataDir, 'images'), 'a file where the folder should be');
    const { studio, engine, event } = testStudio({ dataDir });
    const job = await studio.call('jobs.submit', imageRequest('first'));
    (await engine.nextRun()).finish();
    const failed = await event(jobIs(job.id, 'failed'));
    expect(failed).toMatchObject({
      job: { error: { code: 'disk', message: expect.stringMatching(/generate again/) as string } },
    });
    expect(await studio.call('history.list', {})).toEqual([]);
  });

  it('is reported when the store itself can not be written, and the queue stands still', async () => {
    const { studio, engine, db, event } = testStudio();
    const job = await studio.call('jobs.submit', imageRequest('first'));
    const run = await engine.nextRun();
    db.pragma('query_only = ON');
    run.finish();
    const failed = await event(jobIs(job.id, 'failed'));
    expect(failed).toMatchObject({ job: { error: { code: 'disk' } } });
    await expect(studio.call('jobs.submit', imageRequest('second'))).rejects.toMatchObject({ code: 'disk' });
    db.pragma('query_only = OFF');
  });
});

describe('restart', () => {
  it('draws what was waiting, and marks what was being drawn when the app ended', async () => {
    const dataDir = temporaryFolder();
    const before = testStudio({ dataDir });
    const request = imageRequestSchema.parse(imageRequest('left behind'));
    const left = { request, createdAt: Date.now(), error: null, imageId: null, owner: process.pid };
    insertJob(before.db, { ...left, id: 'running', state: 'running' });
    insertJob(before.db, { ...left, id: 'waiting', state: 'queued' });
    before.db.close();

    const { studio, queue, engine, event } = testStudio({ dataDir });
    queue.recover();
    (await engine.nextRun()).finish();
    await event(jobIs('waiting', 'done'));
    const jobs = await studio.call('jobs.list', {});
    expect(jobs.map(({ id, state }) => [id, state])).toEqual([
      ['running', 'failed'],
      ['waiting', 'done'],
    ]);
    expect(jobs[0]?.error?.message).toMatch(/ended while this picture was being drawn/);
  });

  it('leaves jobs of another running process alone', async () => {
    const { db, queue, studio } = testStudio();
    const request = imageRequestSchema.parse(imageRequest('theirs'));
    const theirs = { request, createdAt: Date.now(), error: null, imageId: null, owner: process.ppid };
    insertJob(db, { ...theirs, id: 'a', state: 'running' });
    insertJob(db, { ...theirs, id: 'b', state: 'queued' });
    queue.recover();
    expect(listJobs(db, 0).map((job) => [job.state, job.owner])).toEqual([
      ['running', process.ppid],
      ['queued', process.ppid],
    ]);
    await expect(studio.call('jobs.cancel', { id: 'a' })).rejects.toMatchObject({ code: 'bad_request' });
    setJobState(db, 'a', { state: 'done' });
    adoptJob(db, 'b', process.pid);
    await studio.call('jobs.cancel', { id: 'b' });
  });

  it('keeps a job waiting that the closing of the app interrupted', async () => {
    const dataDir = temporaryFolder();
    const first = testStudio({ dataDir });
    const job = await first.studio.call('jobs.submit', imageRequest('interrupted'));
    await first.engine.nextRun();
    await first.studio.close();
    expect(existsSync(join(dataDir, 'lmd.db-wal'))).toBe(false);

    const second = testStudio({ dataDir });
    second.queue.recover();
    (await second.engine.nextRun()).finish();
    await second.event(jobIs(job.id, 'done'));
  });
});
