import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { ApiEvent, ApiInput } from '../../preload/contract/api.ts';
import { AppError } from '../../preload/contract/errors.ts';
import type { ImageFolder } from '../../main/jobs/images.ts';
import { openImageFolder } from '../../main/jobs/images.ts';
import { JobQueue } from '../../main/jobs/queue.ts';
import { modelHandlers } from '../../main/model-calls.ts';
import { addedModels } from '../../main/models/added.ts';
import { createCatalogue } from '../../main/models/catalogue.ts';
import { createDownloads } from '../../main/models/hub/downloads.ts';
import type { Db } from '../../main/store/db.ts';
import { openDatabase } from '../../main/store/db.ts';
import type { Layouts } from '../../main/studio.ts';
import { Studio } from '../../main/studio.ts';
import { sampleLayout } from './samples.ts';
import type { ScriptedEngine } from './scripted-engine.ts';
import { scriptedEngine } from './scripted-engine.ts';
import { temporaryFolder } from './temporary-folder.ts';

export interface TestStudio {
  studio: Studio;
  engine: ScriptedEngine;
  db: Db;
  queue: JobQueue;
  images: ImageFolder;
  events: ApiEvent[];
  /** Resolves with the first event, past or to come, that fits. */
  event: (fits: (event: ApiEvent) => boolean) => Promise<ApiEvent>;
}

/** A studio on a real store and real files; the engine and stage 1 do what the test says. */
export function testStudio({
  dataDir = temporaryFolder(),
  layouts = plainLayouts,
}: { dataDir?: string; layouts?: Layouts } = {}): TestStudio {
  const { db } = openDatabase(join(dataDir, 'lmd.db'));
  const engine = scriptedEngine();
  const images = openImageFolder(join(dataDir, 'images'));
  const catalogue = createCatalogue({
    resourcesDir: join(dataDir, 'resources'),
    places: () => [],
    inspect: (path) => engine.inspect(path),
  });
  let studio: Studio | null = null;
  const queue = new JobQueue({
    db,
    engine,
    images,
    checkpointOf: catalogue.checkpointOf,
    vision: catalogue.vision,
    keep: null,
    emit: (event) => studio?.emit(event),
    clock: Date.now,
    newId: randomUUID,
    appName: 'LMD Studio test',
  });
  const templates = join(dataDir, 'templates');
  const downloads = createDownloads({
    ...{ folder: join(dataDir, 'models'), env: {}, keychain: null },
    onChange: (download) => studio?.emit({ type: 'download.changed', download }),
    onInstalled: () => studio?.emit({ type: 'models.changed' }),
  });
  const onChange = (): void => studio?.emit({ type: 'models.changed' });
  const models = modelHandlers({ catalogue, downloads, added: addedModels(db), onChange });
  const rest = { downloads, models, templates, clock: Date.now, notices: [] };
  const services = { version: '0.0.0', db, engine, layouts, catalogue, queue, images, ...rest };
  studio = new Studio(services);
  const events: ApiEvent[] = [];
  const waiting = new Set<() => void>();
  studio.subscribe((event) => {
    events.push(event);
    for (const look of waiting) look();
  });
  const event = (fits: (event: ApiEvent) => boolean): Promise<ApiEvent> =>
    new Promise((resolve) => {
      const look = (): void => {
        const found = events.find(fits);
        if (found === undefined) return;
        waiting.delete(look);
        resolve(found);
      };
      waiting.add(look);
      look();
    });
  const opened = studio;
  onTestFinished(async () => {
    if (db.open) await opened.close();
  });
  return { studio, engine, db, queue, images, events, event };
}

/** Fits the event that says a job has come to this state. */
export const jobIs =
  (id: string, state: string) =>
  (event: ApiEvent): boolean =>
    event.type === 'job.changed' && event.job.id === id && event.job.state === state;

export const imageRequest = (prompt: string): ApiInput<'jobs.submit'> => ({
  layout: sampleLayout(prompt, ['a red car']),
  method: 'sd',
  steps: 3,
  seed: 5,
});

export const plainLayouts: Layouts = {
  write: (request, { signal, onEvent }) =>
    new Promise((resolve, reject) => {
      onEvent({ kind: 'text', text: 'Objects: []' });
      if (request.prompt !== 'wait') resolve(layoutResult(request.prompt));
      signal.addEventListener('abort', () => reject(new AppError('cancelled', 'Stopped.')));
    }),
  read: (prompt) => layoutResult(prompt),
  promptText: (prompt) => `Caption: ${prompt}`,
  lint: (layout) =>
    Promise.resolve(layout.boxes.map(({ id }) => ({ id, code: 'tiny', boxes: [id], message: '', fix: null }))),
  fix: (layout) => Promise.resolve({ ...layout, boxes: [] }),
  candidates: async (request, options) => [
    { result: await plainLayouts.write(request, options), issues: [], score: 1, meetsTask: null },
  ],
  pull: () => Promise.resolve(),
  setServer: () => undefined,
  setKey: () => Promise.resolve(),
  revise: ({ layout }) =>
    Promise.resolve({
      ...{ changes: [], layout, provider: 'rules', model: 'rules' },
      raw: '',
      warnings: [],
      notice: 'none',
    }),
  overallPrompt: (layout) => layout.background,
  status: () =>
    Promise.resolve({
      ...{ reachable: false, host: '', models: [], automatic: 'ollama', selected: null, reason: 'none' },
      keychain: false,
    }),
};

function layoutResult(prompt: string): Awaited<ReturnType<Layouts['write']>> {
  return {
    layout: sampleLayout(prompt),
    provider: 'rules',
    model: 'rules',
    template: 't1',
    cached: false,
    raw: '',
    warnings: [],
    notice: null,
    ms: 1,
  };
}
