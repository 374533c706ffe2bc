import { z } from 'zod';
import { canvasSchema, layoutSchema } from './layout.ts';

/** Who writes a layout. `gguf` is a model in a file, run by the app itself; `rules` needs no model; `paste` reads an answer the user brings, `stored` one of an earlier day. */
export const providerIdSchema = z.enum(['ollama', 'openai', 'gguf', 'rules', 'paste', 'stored']);

/** A repair, guess or observation made while reading an answer. */
export const warningSchema = z.object({ code: z.string(), message: z.string() });
export type Warning = z.infer<typeof warningSchema>;

export const layoutRequestSchema = z.object({
  prompt: z.string(),
  /** `auto` asks the server that is configured or else Ollama, and lets rules step in. */
  provider: z.enum(['auto', 'ollama', 'openai', 'gguf', 'rules']).default('auto'),
  /** Model name at the provider, a file for `gguf`; empty takes the configured default. */
  model: z.string().default(''),
  /** `bypass` asks anew even if an answer is stored (and stores the new one). */
  cache: z.enum(['use', 'bypass']).default('use'),
  canvas: canvasSchema.default({ width: 512, height: 512 }),
  /** How a model is asked: the reference's text, JSON with boxes, or objects that rules place; `auto` goes by its size. */
  form: z.enum(['auto', 'classic', 'json', 'objects']).default('auto'),
});
export type LayoutRequest = z.input<typeof layoutRequestSchema>;

export const layoutResultSchema = z.object({
  layout: layoutSchema,
  provider: providerIdSchema,
  model: z.string(),
  template: z.string(),
  cached: z.boolean(),
  /** The answer as it came; empty for rules. */
  raw: z.string(),
  warnings: z.array(warningSchema),
  /** Why another writer than the one asked for was used, in words for the user. */
  notice: z.string().nullable(),
  ms: z.number(),
  /** Tokens that the answer took, as far as the server tells. */
  usage: z.object({ promptTokens: z.int().nullable(), answerTokens: z.int().nullable() }).optional(),
});
export type LayoutResult = z.infer<typeof layoutResultSchema>;

/** What streams while a layout is written, or a model is downloaded. */
export const layoutEventSchema = z.discriminatedUnion('kind', [
  /** `share`: how much is done, 0 to 1, where that can be counted. */
  z.object({ kind: z.literal('status'), text: z.string(), share: z.number().min(0).max(1).optional() }),
  z.object({ kind: z.literal('text'), text: z.string() }), // the next piece of the answer
]);
export type LayoutEvent = z.infer<typeof layoutEventSchema>;

/** Where the key of a server comes from: typed for this run, kept in the system's keychain, or set in the environment. */
export const keyOriginSchema = z.enum(['typed', 'keychain', 'environment']);
export type KeyOrigin = z.infer<typeof keyOriginSchema>;

/** An OpenAI-compatible server. Its key is never part of what the window gets. */
export const serverStatusSchema = z.object({
  reachable: z.boolean(),
  host: z.string(),
  models: z.array(z.string()),
  /** Why it can not be used, in words for the user. */
  reason: z.string().nullable(),
  key: keyOriginSchema.nullable(),
  /** It wants a key, or another one. */
  wantsKey: z.boolean(),
  /** Chosen in the window; else named when the studio was started. */
  chosen: z.boolean(),
});
export type ServerStatus = z.infer<typeof serverStatusSchema>;

export const llmStatusSchema = z.object({
  reachable: z.boolean(),
  host: z.string(),
  models: z.array(z.object({ name: z.string(), sizeBytes: z.number() })),
  /** Whom `auto` asks. */
  automatic: z.enum(['ollama', 'openai', 'gguf']).default('ollama'),
  /** The model that `auto` would use there, or null when rules write the layout. */
  selected: z.string().nullable(),
  /** Why Ollama can not be used, in words for the user. */
  reason: z.string().nullable(),
  /** The OpenAI-compatible server, where the user has named one. */
  openai: serverStatusSchema.optional(),
  /** Whether keys can be kept beyond this run. */
  keychain: z.boolean().default(false),
});
export type LlmStatus = z.infer<typeof llmStatusSchema>;
