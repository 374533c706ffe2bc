import { z } from 'zod';
import { answerGroupSchema, answerQuerySchema, answerSourceSchema, storedAnswerSchema } from './answers.ts';
import {
  boxCheckSchema,
  checkpointInfoSchema,
  generateRequestSchema,
  methodInfoSchema,
  providerStatusSchema,
  refinerShape,
  samplerIdSchema,
  stageSchema,
  timingsSchema,
} from './engine.ts';
import { errorDataSchema } from './errors.ts';
import { exportFormatSchema, importedSchema, importRequestSchema } from './formats.ts';
import { canvasSchema, layoutSchema } from './layout.ts';
import { candidateSchema, issueSchema, lintRequestSchema } from './lint.ts';
import { changeSchema, reviseRequestSchema, revisionSchema } from './revise.ts';
import { layoutEventSchema, layoutRequestSchema, layoutResultSchema, llmStatusSchema } from './stage1.ts';
import { downloadSchema, hubSchema, offerSchema, planSchema, repoSchema } from './models.ts';
import { templateInfoSchema, templateNameSchema } from './templates.ts';

export const jobStateSchema = z.enum(['queued', 'running', 'done', 'failed', 'cancelled']);

/** What the window asks to be drawn; checkpoints are named by their ids in `models.list`. */
export const imageRequestSchema = generateRequestSchema
  .omit({ checkpoint: true, previewEvery: true, segmenter: true, detector: true, keep: true })
  .extend({
    model: z.string().default('starter'),
    refiner: z
      .object({ model: z.string(), ...refinerShape })
      .nullable()
      .default(null),
  });
export type ImageRequest = z.input<typeof imageRequestSchema>;

export const jobSchema = z.object({
  id: z.string(),
  state: jobStateSchema,
  request: imageRequestSchema,
  createdAt: z.number(), // Unix milliseconds
  error: errorDataSchema.nullable(),
  imageId: z.string().nullable(),
});
export type Job = z.infer<typeof jobSchema>;

/** One picture of the history. Its PNG is served at `imageUrl(id)`. */
export const historyItemSchema = z.object({
  id: z.string(),
  createdAt: z.number(),
  width: z.int(),
  height: z.int(),
  starred: z.boolean(),
  layout: layoutSchema,
  settings: z.object({
    method: z.string(),
    options: z.record(z.string(), z.unknown()),
    seed: z.int(),
    steps: z.int(),
    cfgScale: z.number(),
    sampler: samplerIdSchema,
    model: z.string(),
    prompt: z.string(),
    negative: z.string(),
    refiner: z.object({ model: z.string(), ratio: z.number() }).nullable().optional(),
  }),
  timings: timingsSchema,
  /** What the engine had to say about this picture, in words for the user. */
  warnings: z.array(z.string()).default([]),
  /** What the detector saw of each box of the layout, in order; null where none looked. */
  checks: z.array(boxCheckSchema.nullable()).nullable().default(null),
});
export type HistoryItem = z.infer<typeof historyItemSchema>;

export const modelInfoSchema = z.object({
  id: z.string(),
  title: z.string(),
  /** Said plainly: what this model knows and is for. */
  description: z.string(),
  /** Comes with the app, was downloaded by it, was added in the window, or was named when the app was started. */
  source: z.enum(['bundled', 'downloaded', 'added', 'started']),
  ready: z.boolean(),
  /** Why it can not be used. */
  problem: z.string().nullable(),
  info: checkpointInfoSchema.nullable(),
});
export type ModelInfo = z.infer<typeof modelInfoSchema>;

export const statusSchema = z.object({
  version: z.string(),
  llm: llmStatusSchema,
  engine: z.object({
    state: z.enum(['idle', 'starting', 'ready', 'busy', 'stopped']),
    providers: z.array(providerStatusSchema),
  }),
  /** What the user should know about this start: a damaged history put aside, pictures that can not be listed. */
  notices: z.array(z.string()).default([]),
});
export type Status = z.infer<typeof statusSchema>;

const none = z.object({});
const byId = z.object({ id: z.string() });
const call = <I extends z.ZodType, O extends z.ZodType>(input: I, output: O) => ({ input, output });

/** Every call the window can make: name → schemas of what goes in and what comes back. */
export const api = {
  'status.get': call(none, statusSchema),
  'methods.list': call(none, z.array(methodInfoSchema)),
  'models.list': call(none, z.array(modelInfoSchema)),
  /** Writes a layout; pieces stream as `layout.event` with the same `ticket`. */
  'layout.write': call(z.object({ ticket: z.string(), request: layoutRequestSchema }), layoutResultSchema),
  'layout.cancel': call(z.object({ ticket: z.string() }), none),
  /** Reads a pasted answer. */
  'layout.paste': call(z.object({ prompt: z.string(), answer: z.string() }), layoutResultSchema),
  /** The text to give to ChatGPT by hand. */
  'layout.promptText': call(z.object({ prompt: z.string() }), z.object({ text: z.string() })),
  /** The overall prompt that a layout gets when `overall` is null: from its background and captions. */
  'layout.overall': call(z.object({ layout: layoutSchema }), z.object({ text: z.string() })),
  /** Everything that can be said against a layout. */
  'layout.lint': call(lintRequestSchema, z.object({ issues: z.array(issueSchema) })),
  /** The layout after the fix of an issue; unchanged when the issue is not there any more. */
  'layout.fix': call(lintRequestSchema.extend({ issue: z.string() }), z.object({ layout: layoutSchema })),
  /** Several layouts for one sentence, the best first; streams and is cancelled as `layout.write` is. */
  'layout.candidates': call(
    z.object({
      ticket: z.string(),
      request: layoutRequestSchema,
      count: z.int().min(1).max(8).default(4),
      model: z.string().default('starter'),
    }),
    z.object({ candidates: z.array(candidateSchema) }),
  ),
  /** What a follow-up sentence changes, for review; streams and is cancelled as `layout.write` is. */
  'layout.revise': call(reviseRequestSchema.extend({ ticket: z.string() }), revisionSchema),
  /** The layout after the changes that were accepted. */
  'layout.apply': call(
    z.object({ layout: layoutSchema, changes: z.array(changeSchema) }),
    z.object({ layout: layoutSchema }),
  ),
  /** Reads a layout that another program, or the studio, has written; which format it is shows by itself. */
  'layout.import': call(importRequestSchema, importedSchema),
  'layout.export': call(z.object({ layout: layoutSchema, format: exportFormatSchema }), z.object({ text: z.string() })),
  /** Downloads a model into Ollama; streams and is cancelled as `layout.write` is. What came down is kept for the next time. */
  'llm.pull': call(z.object({ ticket: z.string(), model: z.string().min(1) }), none),
  /** Chooses the OpenAI-compatible server; an empty address forgets the choice. */
  'llm.setServer': call(z.object({ url: z.string().max(2000) }), llmStatusSchema),
  /** Sets the key of that server, or forgets it with null. It goes in here and never comes out again. */
  'llm.setKey': call(
    z.object({ key: z.string().max(4000).nullable(), remember: z.boolean().default(false) }),
    llmStatusSchema,
  ),
  /** How many answers of language models are stored, by template and model. */
  'answers.groups': call(none, z.array(answerGroupSchema)),
  'answers.list': call(answerQuerySchema, z.array(storedAnswerSchema)),
  'answers.edit': call(z.object({ id: z.int(), answer: z.string().max(100_000) }), none),
  /** Deletes single answers, or all of a model to a template. */
  'answers.delete': call(
    z.object({ which: z.union([z.array(z.int()), answerSourceSchema]) }),
    z.object({ deleted: z.int() }),
  ),
  /** The layout that an answer stands for; the text may be one that is just being edited. */
  'answers.read': call(
    answerSourceSchema.extend({ caption: z.string(), answer: z.string().max(100_000), canvas: canvasSchema }),
    layoutResultSchema,
  ),
  /** Adds the answers of a JSON cache of the reference, given as text; what is there already is not added again. */
  'answers.import': call(answerSourceSchema.extend({ text: z.string() }), z.object({ added: z.int() })),
  /** All answers of a source as such a cache. */
  'answers.export': call(answerSourceSchema, z.object({ sentences: z.int(), text: z.string() })),
  /** The texts that models are asked with, and the user's copies of them. */
  'templates.list': call(none, z.array(templateInfoSchema)),
  /** The text that is used, and the app's own. */
  'templates.read': call(z.object({ name: templateNameSchema }), z.object({ text: z.string(), original: z.string() })),
  'templates.save': call(z.object({ name: templateNameSchema, text: z.string().max(100_000) }), templateInfoSchema),
  'templates.reset': call(z.object({ name: templateNameSchema }), templateInfoSchema),
  /** Checkpoints that can be downloaded, from where, what is under way, and the names of those that are here. */
  'hub.get': call(
    none,
    z.object({
      hub: hubSchema,
      offers: z.array(offerSchema),
      downloads: z.array(downloadSchema),
      here: z.array(z.string()),
    }),
  ),
  /** What a download would bring; asks the hub. */
  'hub.plan': call(z.object({ repo: repoSchema, revision: z.string().max(200).default('main') }), planSchema),
  /** Begins a download, or takes up one that was paused or failed. It goes on by itself and tells of it in `download.changed`. */
  'hub.download': call(z.object({ repo: repoSchema, revision: z.string().max(200).default('main') }), downloadSchema),
  /** What has come is kept. */
  'hub.pause': call(z.object({ repo: repoSchema }), none),
  /** Ends a download and deletes what has come of it. */
  'hub.discard': call(z.object({ repo: repoSchema }), none),
  /** Sets the token, or forgets it with null. It goes in here and never comes out again. */
  'hub.setToken': call(
    z.object({ token: z.string().max(4000).nullable(), remember: z.boolean().default(false) }),
    hubSchema,
  ),
  /** Adds a checkpoint of this computer, or a folder of such. */
  'models.add': call(z.object({ path: z.string().min(1).max(4000) }), none),
  /** Takes a model out, by its id or the name of its download: what was downloaded is deleted, what was added stays where it is. */
  'models.remove': call(byId, none),
  'jobs.submit': call(imageRequestSchema, jobSchema),
  /** In the order in which they are drawn. */
  'jobs.list': call(none, z.array(jobSchema)),
  /** `hard` kills the engine process instead of waiting for the current step. */
  'jobs.cancel': call(z.object({ id: z.string(), hard: z.boolean().default(false) }), none),
  /** Has a waiting job drawn before another one, or after all others with null. */
  'jobs.move': call(z.object({ id: z.string(), before: z.string().nullable() }), none),
  'history.list': call(
    z.object({ search: z.string().default(''), limit: z.int().min(1).max(500).default(100) }),
    z.array(historyItemSchema),
  ),
  'history.get': call(byId, historyItemSchema),
  /** The record inside a PNG that the studio has made, given as base64 (its beginning is enough), and whether the history has it. */
  'history.read': call(
    z.object({ png: z.base64().max(4_000_000) }),
    z.object({ item: historyItemSchema, kept: z.boolean() }),
  ),
  /**
   * Where the model that drew a picture looks in it: of each box of its layout, in order, width × height bytes as base64, row-major, from 0
   * where the model looks least to 255 where it looks most; null for a box that it does not read. Draws nothing, but takes the engine.
   */
  'history.attention': call(byId, z.object({ width: z.int(), height: z.int(), boxes: z.array(z.base64().nullable()) })),
  'history.delete': call(byId, none),
  'history.restore': call(byId, none),
  'history.star': call(z.object({ id: z.string(), starred: z.boolean() }), none),
} as const;

export type ApiName = keyof typeof api;
/** Input as a caller writes it (defaults may be left out). */
export type ApiInput<N extends ApiName> = z.input<(typeof api)[N]['input']>;
/** Input as a handler receives it. */
export type ApiParsed<N extends ApiName> = z.infer<(typeof api)[N]['input']>;
export type ApiOutput<N extends ApiName> = z.infer<(typeof api)[N]['output']>;

/** Everything that is pushed to the window. Previews travel as PNG data URLs. */
export const apiEventSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('layout.event'), ticket: z.string(), event: layoutEventSchema }),
  z.object({ type: z.literal('job.changed'), job: jobSchema }),
  z.object({
    type: z.literal('job.progress'),
    id: z.string(),
    stage: stageSchema,
    step: z.int(),
    of: z.int(),
    stepMs: z.number(),
    remainingMs: z.number(),
    box: z.int().nullable(),
    losses: z.array(z.number()),
    preview: z.string().nullable(),
  }),
  /** Waiting jobs stand in another order. */
  z.object({ type: z.literal('queue.changed') }),
  z.object({ type: z.literal('history.changed') }),
  z.object({ type: z.literal('models.changed') }),
  z.object({ type: z.literal('download.changed'), download: downloadSchema }),
  z.object({ type: z.literal('status.changed'), status: statusSchema }),
]);
export type ApiEvent = z.infer<typeof apiEventSchema>;

/** Where the PNG of a history item is served, relative to the page. */
export const imageUrl = (id: string): string => `images/${encodeURIComponent(id)}.png`;

/** What the composition root offers to any host: calls by name, and a stream of events. */
export interface Api {
  call<N extends ApiName>(name: N, input: ApiInput<N>): Promise<ApiOutput<N>>;
  /** Returns the function that ends the subscription. */
  subscribe(listener: (event: ApiEvent) => void): () => void;
}
