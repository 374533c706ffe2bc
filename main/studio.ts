import type { Api, ApiEvent, ApiInput, ApiName, ApiOutput, ApiParsed, Status } from '../preload/contract/api.ts';
import type { MethodInfo, ProviderStatus } from '../preload/contract/engine.ts';
import { AppError } from '../preload/contract/errors.ts';
import type { Layout } from '../preload/contract/layout.ts';
import type { Candidate, Issue } from '../preload/contract/lint.ts';
import type { Revision } from '../preload/contract/revise.ts';
import { parseInput } from '../preload/contract/parse-input.ts';
import type { LayoutEvent, LayoutRequest, LayoutResult, LlmStatus } from '../preload/contract/stage1.ts';
import { answerHandlers } from './answer-calls.ts';
import { readAttention } from './attention-call.ts';
import { exportLayout, importLayout } from './layout/formats/formats.ts';
import { applyChanges } from './layout/revise/changes.ts';
import type { Engine } from './jobs/engine.ts';
import type { ImageFolder } from './jobs/images.ts';
import { readPngRecord } from './jobs/record.ts';
import type { JobQueue } from './jobs/queue.ts';
import type { ModelHandlers } from './model-calls.ts';
import type { Catalogue } from './models/catalogue.ts';
import type { Downloads } from './models/hub/downloads.ts';
import type { Db } from './store/db.ts';
import { asStoreError } from './store/db.ts';
import { templateHandlers } from './template-calls.ts';
import { deleteHistory, hasHistory, listHistory, readHistory, restoreHistory, starHistory } from './store/history.ts';

/** How a request is stopped, and what it says while it runs. */
export interface Writing {
  signal: AbortSignal;
  onEvent: (event: LayoutEvent) => void;
}

/** Stage 1 as the app uses it. */
export interface Layouts {
  write(request: LayoutRequest, options: Writing): Promise<LayoutResult>;
  read(prompt: string, answer: string): LayoutResult;
  promptText(prompt: string): string;
  /** `model` is the checkpoint that will draw. */
  lint(layout: Layout, model: string): Promise<Issue[]>;
  /** @param issue id of an issue */
  fix(layout: Layout, model: string, issue: string): Promise<Layout>;
  candidates(request: LayoutRequest, options: Writing & { count: number; model: string }): Promise<Candidate[]>;
  revise(request: ApiParsed<'layout.revise'>, options: Writing): Promise<Revision>;
  pull(model: string, options: Writing): Promise<void>;
  /** Chooses the OpenAI-compatible server. @throws AppError */
  setServer(url: string): void;
  /** Sets its key, or forgets it. @throws AppError */
  setKey(key: string | null, remember: boolean): Promise<void>;
  overallPrompt(layout: Layout): string;
  status(): Promise<LlmStatus>;
}

/** What a host needs: the api, pictures by id, and an end. */
export interface App extends Api {
  /** Path of a picture's PNG, or null if there is none of this id. */
  imageFile(id: string): string | null;
  /** Ends what is being written and drawn; waiting jobs go on at the next start. */
  close(): Promise<void>;
}

export interface StudioServices {
  version: string;
  db: Db;
  engine: Engine;
  layouts: Layouts;
  catalogue: Catalogue;
  downloads: Downloads;
  models: ModelHandlers;
  queue: JobQueue;
  images: ImageFolder;
  /** Folder of the user's own templates. */
  templates: string;
  clock: () => number;
  /** Shown with every status. */
  notices: readonly string[];
}

type Handlers = { [N in ApiName]: (input: ApiParsed<N>) => ApiOutput<N> | Promise<ApiOutput<N>> };

const done = {} as const;

/** Answers the api: every call of the contract, and the events. */
export class Studio implements App {
  readonly #services: StudioServices;
  readonly #listeners = new Set<(event: ApiEvent) => void>();
  readonly #tickets = new Map<string, AbortController>();
  readonly #handlers: Handlers;
  #methods: MethodInfo[] | null = null;
  #providers: ProviderStatus[] | null = null;
  #unreadable = 0;

  constructor(services: StudioServices) {
    this.#services = services;
    this.#handlers = this.#answers();
  }

  /** @throws AppError */
  async call<N extends ApiName>(name: N, input: ApiInput<N>): Promise<ApiOutput<N>> {
    try {
      return await this.#handlers[name](parseInput(name, input));
    } catch (error) {
      throw asStoreError(error);
    }
  }

  subscribe(listener: (event: ApiEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  emit(event: ApiEvent): void {
    for (const listener of this.#listeners) listener(event);
  }

  /** Tells every window how things stand now. */
  async publishStatus(): Promise<void> {
    if (this.#listeners.size > 0) this.emit({ type: 'status.changed', status: await this.#status() });
  }

  imageFile(id: string): string | null {
    return this.#services.images.file(id);
  }

  async close(): Promise<void> {
    for (const controller of this.#tickets.values()) controller.abort();
    await this.#services.downloads.close();
    await this.#services.queue.close();
    await this.#services.engine.dispose();
    this.#listeners.clear();
    this.#services.db.close();
  }

  #answers(): Handlers {
    const { db, engine, layouts, catalogue, queue, clock } = this.#services;
    const changed = (): typeof done => {
      this.emit({ type: 'history.changed' });
      return done;
    };
    return {
      'status.get': () => this.#status(),
      'methods.list': async () => (this.#methods ??= await engine.methods()),
      'models.list': () => catalogue.list(),
      'layout.write': ({ ticket, request }) => this.#writing(ticket, (options) => layouts.write(request, options)),
      'layout.candidates': async ({ ticket, request, count, model }) => ({
        candidates: await this.#writing(ticket, (options) => layouts.candidates(request, { count, model, ...options })),
      }),
      'layout.revise': (request) => this.#writing(request.ticket, (options) => layouts.revise(request, options)),
      'layout.import': (request) => importLayout(request),
      'layout.export': ({ layout, format }) => ({
        text: exportLayout(layout, format, layouts.overallPrompt(layout)),
      }),
      'layout.apply': ({ layout, changes }) => ({ layout: applyChanges(layout, changes) }),
      'llm.pull': async ({ ticket, model }) => {
        await this.#writing(ticket, (options) => layouts.pull(model, options));
        await this.publishStatus();
        return done;
      },
      'llm.setServer': async ({ url }) => {
        layouts.setServer(url);
        await this.publishStatus();
        return layouts.status();
      },
      'llm.setKey': async ({ key, remember }) => {
        await layouts.setKey(key, remember);
        await this.publishStatus();
        return layouts.status();
      },
      'layout.lint': async ({ layout, model }) => ({ issues: await layouts.lint(layout, model) }),
      'layout.fix': async ({ layout, model, issue }) => ({ layout: await layouts.fix(layout, model, issue) }),
      'layout.cancel': ({ ticket }) => {
        this.#tickets.get(ticket)?.abort();
        return done;
      },
      'layout.paste': ({ prompt, answer }) => layouts.read(prompt, answer),
      'layout.promptText': ({ prompt }) => ({ text: layouts.promptText(prompt) }),
      'layout.overall': ({ layout }) => ({ text: layouts.overallPrompt(layout) }),
      ...answerHandlers(db, clock),
      ...templateHandlers(this.#services.templates),
      ...this.#services.models,
      'jobs.submit': (request) => queue.submit(request),
      'jobs.list': () => queue.list(),
      'jobs.cancel': ({ id, hard }) => {
        queue.cancel(id, hard);
        return done;
      },
      'jobs.move': ({ id, before }) => {
        queue.move(id, before);
        return done;
      },
      'history.list': (input) => {
        const { items, unreadable } = listHistory(db, input);
        this.#unreadable = unreadable.length;
        return items;
      },
      'history.get': ({ id }) => readHistory(db, id),
      'history.read': ({ png }) => {
        const record = readPngRecord(Buffer.from(png, 'base64'));
        if (record === null) {
          throw new AppError('layout_unreadable', 'This picture holds no layout. Nothing was changed.');
        }
        return { item: record.item, kept: hasHistory(db, record.item.id) };
      },
      'history.attention': ({ id }) => readAttention(id, this.#services),
      'history.delete': ({ id }) => {
        deleteHistory(db, id, clock());
        return changed();
      },
      'history.restore': ({ id }) => {
        restoreHistory(db, id);
        return changed();
      },
      'history.star': ({ id, starred }) => {
        starHistory(db, id, starred);
        return changed();
      },
    };
  }

  /** What is written under a ticket streams under it, and ends with it. */
  async #writing<T>(ticket: string, write: (options: Writing) => Promise<T>): Promise<T> {
    if (this.#tickets.has(ticket)) {
      throw new AppError('bad_request', 'A layout is already being written under this ticket. It goes on.');
    }
    const controller = new AbortController();
    this.#tickets.set(ticket, controller);
    try {
      return await write({
        signal: controller.signal,
        onEvent: (event) => this.emit({ type: 'layout.event', ticket, event }),
      });
    } finally {
      this.#tickets.delete(ticket);
    }
  }

  async #status(): Promise<Status> {
    const { version, layouts, engine } = this.#services;
    const [providers] = await Promise.all([this.#providerStatus(), layouts.status()]);
    const llm = await layouts.status(); // a key may have been set while the engine started
    return { version, llm, engine: { state: engine.state, providers }, notices: this.#notices() };
  }

  /** Asked once: what a machine has does not change, and a busy engine answers only between steps. */
  async #providerStatus(): Promise<ProviderStatus[]> {
    try {
      return (this.#providers ??= await this.#services.engine.providers());
    } catch (error) {
      return [{ name: 'engine', usable: false, reason: AppError.from(error).message }];
    }
  }

  #notices(): string[] {
    const { notices } = this.#services;
    if (this.#unreadable === 0) return [...notices];
    const count = this.#unreadable;
    return [...notices, `${count} entries of the history can not be read and are not shown; their pictures are kept.`];
  }
}
