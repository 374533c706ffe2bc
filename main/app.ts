import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { EngineClient, type EngineClientOptions } from './engine/client.ts';
import { convertLayout } from './engine/text/convert.ts';
import { openImageFolder } from './jobs/images.ts';
import { JobQueue } from './jobs/queue.ts';
import { rebuildHistory } from './jobs/rebuild-history.ts';
import type { KeyPlace } from './layout/providers/key-store.ts';
import type { OpenAiOptions } from './layout/providers/openai.ts';
import { layoutTools } from './layout-tools.ts';
import { reviseLayout } from './layout/revise/revise.ts';
import { createWriters } from './layout/services.ts';
import { promptText, readAnswer, writeLayout } from './layout/writer.ts';
import { modelHandlers, modelPlaces } from './model-calls.ts';
import { addedModels } from './models/added.ts';
import { createCatalogue } from './models/catalogue.ts';
import { createDownloads } from './models/hub/downloads.ts';
import { openDatabase } from './store/db.ts';
import { openPromptCache } from './store/prompt-cache.ts';
import { readSetting, writeSetting } from './store/settings.ts';
import type { App, Layouts } from './studio.ts';
import { Studio } from './studio.ts';

export interface AppOptions {
  /** History, pictures and answers of language models go here. */
  dataDir: string;
  /** Folder of package.json, resources/ and main/. */
  appDir: string;
  /** Checkpoints of the user, or folders of such. */
  checkpoints?: readonly string[];
  /** Address of Ollama; left out, OLLAMA_HOST or its usual place. */
  ollamaHost?: string;
  /** Server that speaks OpenAI's protocol; what is left out comes from the environment. */
  openai?: Pick<OpenAiOptions, 'url' | 'model' | 'api'>;
  /**
   * There is a window, which sets the OpenAI-compatible server and its key; `keychain` keeps keys beyond this run. Left out,
   * options and environment tell both.
   */
  window?: { keychain: KeyPlace | null };
  /** Take up the jobs that an ended process has left. A command that comes and goes does not. */
  recover: boolean;
  /** Starts the engine's process in another way than as a child of this one. */
  spawnEngine?: EngineClientOptions['spawn'];
  clock?: () => number;
  /** The environment's variables; left out, those of this process. */
  env?: Readonly<Record<string, string | undefined>>;
}

const llmStatusMs = 3000;
/** Room for the passes of some hundred boxes at the size of Stable Diffusion 1.5. */
const keptPassesBytes = 500e6;

/** Builds everything and joins it: store, engine, stage 1, queue → the app that answers the api. */
export function createApp(options: AppOptions): App {
  const { dataDir, appDir, clock = Date.now, env = process.env } = options;
  const version = readVersion(appDir);
  const { db, setAside } = openDatabase(join(dataDir, 'lmd.db'), clock);
  const images = openImageFolder(join(dataDir, 'images'));
  const engine = new EngineClient({
    ...(options.spawnEngine === undefined ? {} : { spawn: options.spawnEngine }),
    onState: () => void studio.publishStatus(),
  });
  const modelsDir = join(dataDir, 'models');
  const added = addedModels(db);
  const catalogue = createCatalogue({
    resourcesDir: join(appDir, 'resources'),
    places: () => modelPlaces(options.checkpoints ?? [], added, modelsDir),
    inspect: (path) => engine.inspect(path),
  });
  const modelsChanged = (): void => {
    catalogue.forget();
    studio.emit({ type: 'models.changed' });
  };
  const downloads = createDownloads({
    folder: modelsDir,
    env,
    keychain: options.window?.keychain ?? null,
    onChange: (download) => studio.emit({ type: 'download.changed', download }),
    onInstalled: modelsChanged,
  });
  const cache = openPromptCache(db, clock);
  const { window = null } = options;
  const chosenServer = {
    read: () => readSetting(db, 'openai.url'),
    write: (url: string | null) => writeSetting(db, 'openai.url', url),
  };
  const writers = createWriters({
    ...options,
    chosenServer: window === null ? null : chosenServer,
    keychain: window?.keychain ?? null,
    cache,
    clock,
    env,
  });
  const llm = keptFor(llmStatusMs, clock, writers.status);
  const queue = new JobQueue({
    db,
    engine,
    images,
    checkpointOf: catalogue.checkpointOf,
    vision: catalogue.vision,
    keep: { folder: join(dataDir, 'cache', 'passes'), budgetBytes: keptPassesBytes },
    emit: (event) => {
      if (event.type === 'job.changed' && event.job.state === 'running') void writers.makeRoom();
      studio.emit(event);
    },
    clock,
    newId: randomUUID,
    appName: `LMD Studio ${version}`,
  });
  const write: Layouts['write'] = (request, options) => writeLayout(request, { ...writers.services, ...options });
  const layouts: Layouts = {
    write,
    ...layoutTools({ write, checkpointOf: catalogue.checkpointOf }),
    read: readAnswer,
    pull: async (model, options) => {
      await writers.pull(model, options);
      llm.forget();
    },
    setServer: (url) => {
      writers.server.choose(url);
      llm.forget();
    },
    setKey: async (key, remember) => {
      await writers.server.setKey(key, remember);
      llm.forget();
    },
    revise: (request, options) => reviseLayout(request, { ...writers.services, ...options }),
    promptText: (prompt) => promptText(prompt, writers.templates),
    overallPrompt: (layout) => convertLayout(layout, 'corrected').prompt,
    status: llm.ask,
  };
  const { templates } = writers;
  const notices = setAside === null ? [] : [damageNotice(setAside, rebuildHistory(db, images))];
  const studio: Studio = new Studio({
    version,
    db,
    engine,
    layouts,
    catalogue,
    downloads,
    models: modelHandlers({ catalogue, downloads, added, onChange: modelsChanged }),
    queue,
    images,
    templates,
    clock,
    notices,
  });
  if (options.recover) queue.recover();
  return studio;
}

function damageNotice(setAside: string, rebuilt: number): string {
  return `The history was damaged and could not be read. It was put aside as ${setAside}, and ${rebuilt} pictures were listed again from their files. Waiting jobs and stored answers are gone.`;
}

function readVersion(appDir: string): string {
  const text = readFileSync(join(appDir, 'package.json'), 'utf8');
  return z.object({ version: z.string() }).parse(JSON.parse(text)).version;
}

/** Asks at most once in so many milliseconds. After `forget` nobody gets an older answer any more, not even who is waiting for one. */
function keptFor<T>(
  ms: number,
  clock: () => number,
  ask: () => Promise<T>,
): { ask: () => Promise<T>; forget: () => void } {
  let last: { at: number; answer: Promise<T> } | null = null;
  let forgotten = 0;
  return {
    ask: async () => {
      for (;;) {
        if (last === null || clock() - last.at >= ms) last = { at: clock(), answer: ask() };
        const before = forgotten;
        const answer = await last.answer;
        if (forgotten === before) return answer;
      }
    },
    forget: () => {
      last = null;
      forgotten += 1;
    },
  };
}
