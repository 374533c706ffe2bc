import { z } from 'zod';
import { errorDataSchema } from './errors.ts';
import { layoutSchema, rectSchema } from './layout.ts';

/** What a checkpoint can do; a method names the ones it needs. */
export const capabilitySchema = z.enum(['text_to_image', 'cross_attention', 'gligen', 'refine']);
export type Capability = z.infer<typeof capabilitySchema>;

export const samplerIds = [
  'ddim',
  'pndm',
  'dpmsolver++',
  'dpmsolver++karras',
  'unipc',
  'euler',
  'euler_ancestral',
  'lms',
] as const;
export const samplerIdSchema = z.enum(samplerIds);
export type SamplerId = z.infer<typeof samplerIdSchema>;

/** A method as the UI and the CLI see it. `options` is a JSON schema with the paper's defaults, titles and descriptions. */
export const methodInfoSchema = z.object({
  id: z.string(),
  title: z.string(),
  summary: z.string(),
  needs: z.array(capabilitySchema),
  /** Named sets of options that differ from the defaults, from the fastest to the most faithful. */
  presets: z
    .array(z.object({ id: z.string(), title: z.string(), options: z.record(z.string(), z.unknown()) }))
    .default([]),
  options: z.record(z.string(), z.unknown()),
});
export type MethodInfo = z.infer<typeof methodInfoSchema>;

/** What every request to draw again over a finished picture says. */
export const refinerShape = {
  /** Share of the refiner's 50 steps that are taken, the last ones: how much of the picture is drawn anew. */
  ratio: z.number().min(0.02).max(1).default(0.3),
};

const seedSchema = z
  .int()
  .min(0)
  .max(2 ** 53 - 1);

export const generateRequestSchema = z.object({
  layout: layoutSchema,
  /** Folder of a diffusers checkpoint. */
  checkpoint: z.string(),
  method: z.string(),
  /** Checked against the method's own schema by the engine. */
  options: z.record(z.string(), z.unknown()).default({}),
  seed: seedSchema.default(0),
  steps: z.int().min(1).max(1000).default(50),
  /** null takes the checkpoint's own scale or the method's. */
  cfgScale: z.number().min(0).max(100).nullable().default(null),
  /** null takes the method's sampler. */
  sampler: samplerIdSchema.nullable().default(null),
  /** A checkpoint that draws over the finished picture, such as the SDXL refiner; null for none. */
  refiner: z
    .object({ checkpoint: z.string(), ...refinerShape })
    .nullable()
    .default(null),
  /** Folder of a SAM checkpoint, with which methods cut objects out along their outline; null where there is none. */
  segmenter: z.string().nullable().default(null),
  /** Folder of an OWL-ViT checkpoint, with which each box's object is looked for in the finished picture; null where there is none. */
  detector: z.string().nullable().default(null),
  /** Where what was drawn of single boxes is kept, so that a changed picture draws only what changed; null keeps nothing. */
  keep: z.object({ folder: z.string(), budgetBytes: z.number().positive() }).nullable().default(null),
  /** Send a preview with every n-th step; 0 sends none. */
  previewEvery: z.int().min(0).default(1),
});
export type GenerateRequest = z.input<typeof generateRequestSchema>;
export type GenerateInput = z.infer<typeof generateRequestSchema>;

/** A picture: 8-bit RGB, row-major, width*height*3 bytes. */
const rgb = z.object({ width: z.int(), height: z.int(), data: z.instanceof(Uint8Array) });
export type RgbImage = z.infer<typeof rgb>;

/** What a generation is at; after the picture `refine` where a refiner was asked for, and `check` where a detector is installed. */
export const stageSchema = z.enum(['load', 'compile', 'encode', 'denoise', 'decode', 'refine', 'check']);
export type Stage = z.infer<typeof stageSchema>;

/** Progress of one generation, in order. Times in milliseconds, measured. */
export const engineEventSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('stage'),
    stage: stageSchema,
    detail: z.string().optional(),
  }),
  z.object({
    kind: z.literal('step'),
    /** Index of the box whose own pass this is; null for the overall pass. */
    box: z.int().nullable(),
    step: z.int(), // counts from 1
    of: z.int(),
    stepMs: z.number(),
    /** Expected rest of the whole generation. */
    remainingMs: z.number(),
    /** Guidance losses of this step, unscaled, in order of iteration; empty without guidance. */
    losses: z.array(z.number()),
    preview: rgb.optional(),
  }),
]);
export type EngineEvent = z.infer<typeof engineEventSchema>;

/** Milliseconds. `refineMs` is there where a refiner was asked for. */
export const timingsSchema = z.object({
  totalMs: z.number(),
  loadMs: z.number(),
  denoiseMs: z.number(),
  decodeMs: z.number(),
  refineMs: z.number().optional(),
});

/** Where the detector sees the object of a box: in the box, in another place, or nowhere. */
export const boxCheckSchema = z.object({
  verdict: z.enum(['found', 'elsewhere', 'missing']),
  /** The detector's confidence, 0..1; 0 when missing. */
  score: z.number(),
  /** Where it is, in canvas pixels; null when missing. */
  rect: rectSchema.nullable(),
});
export type BoxCheck = z.infer<typeof boxCheckSchema>;

/** How many objects were looked for in a picture, and how many stand in their boxes. */
export function found(checks: readonly (BoxCheck | null)[] | null): { asked: number; inPlace: number } {
  const looked = (checks ?? []).filter((check) => check !== null);
  return { asked: looked.length, inPlace: looked.filter(({ verdict }) => verdict === 'found').length };
}

export const generateResultSchema = z.object({
  image: rgb,
  /** Everything that was decided for this picture, so that it can be repeated. */
  settings: z.object({
    method: z.string(),
    options: z.record(z.string(), z.unknown()),
    seed: z.int(),
    steps: z.int(),
    cfgScale: z.number(),
    sampler: samplerIdSchema,
    prompt: z.string(), // the prompt that was encoded
    negative: z.string(),
    checkpoint: z.string(),
    refiner: z.object({ checkpoint: z.string(), ratio: z.number() }).nullable().optional(),
  }),
  provider: z.string(),
  timings: timingsSchema,
  warnings: z.array(z.string()),
  /** Of each box of the layout, in order; null for one that was not looked for, and null in all without a detector. */
  checks: z.array(boxCheckSchema.nullable()).nullable(),
});
export type GenerateResult = z.infer<typeof generateResultSchema>;

/** A finished picture, and the layout it was drawn from. */
export const attentionRequestSchema = z.object({
  layout: layoutSchema,
  /** Folder of the checkpoint that is to look at it. */
  checkpoint: z.string(),
  /** Of any size; it is brought to the one that the checkpoint draws the layout in. */
  image: rgb,
  /** Of the noise that is put over the picture. */
  seed: seedSchema,
});
export type AttentionRequest = z.input<typeof attentionRequestSchema>;
export type AttentionInput = z.infer<typeof attentionRequestSchema>;

/** Where the model looks for the object of each box, on a grid of attention cells that covers the whole picture. */
export const attentionSchema = z.object({
  width: z.int(),
  height: z.int(),
  /**
   * Of each box of the layout, in order: a byte per cell, row-major, from 0 where the model looks least to 255 where it looks most; all 0 where
   * it looks everywhere alike. Null for a box whose words it does not read: hidden, blank, outside the canvas, or too late in the prompt.
   */
  boxes: z.array(z.instanceof(Uint8Array).nullable()),
});
export type AttentionMaps = z.infer<typeof attentionSchema>;

/** One execution provider of the chain: usable, or why not. */
export const providerStatusSchema = z.object({ name: z.string(), usable: z.boolean(), reason: z.string().nullable() });
export type ProviderStatus = z.infer<typeof providerStatusSchema>;

export const checkpointInfoSchema = z.object({
  path: z.string(),
  name: z.string(),
  capabilities: z.array(capabilitySchema),
  /** Image pixels per latent cell. */
  latentFactor: z.int(),
  /** The size the checkpoint was trained for, in pixels. */
  nativeSize: z.object({ width: z.int(), height: z.int() }),
  maxTokens: z.int(),
  prediction: z.enum(['epsilon', 'v_prediction']),
  weightsBytes: z.number(),
});
export type CheckpointInfo = z.infer<typeof checkpointInfoSchema>;

/** Messages to the engine process. Every request carries an id; replies and events carry it back. */
export const engineRequestSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('generate'), id: z.int(), request: generateRequestSchema }),
  z.object({ type: z.literal('attend'), id: z.int(), request: attentionRequestSchema }),
  z.object({ type: z.literal('inspect'), id: z.int(), checkpoint: z.string() }),
  z.object({ type: z.literal('methods'), id: z.int() }),
  z.object({ type: z.literal('providers'), id: z.int() }),
  /** Releases sessions and graphs. */
  z.object({ type: z.literal('release'), id: z.int() }),
  /** Ends the `generate` or `attend` of the id `target` after its current step. */
  z.object({ type: z.literal('cancel'), target: z.int() }),
]);
export type EngineRequest = z.infer<typeof engineRequestSchema>;

/** Messages from the engine process. */
export const engineReplySchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready') }),
  z.object({ type: z.literal('event'), id: z.int(), event: engineEventSchema }),
  z.object({ type: z.literal('generated'), id: z.int(), result: generateResultSchema }),
  z.object({ type: z.literal('attended'), id: z.int(), maps: attentionSchema }),
  z.object({ type: z.literal('inspected'), id: z.int(), info: checkpointInfoSchema }),
  z.object({ type: z.literal('methods'), id: z.int(), methods: z.array(methodInfoSchema) }),
  z.object({ type: z.literal('providers'), id: z.int(), providers: z.array(providerStatusSchema) }),
  z.object({ type: z.literal('released'), id: z.int() }),
  z.object({ type: z.literal('failed'), id: z.int(), error: errorDataSchema }),
]);
export type EngineReply = z.infer<typeof engineReplySchema>;
