import { z } from 'zod';
import { boxSchema, layoutSchema, rectSchema } from './layout.ts';
import { layoutRequestSchema, warningSchema } from './stage1.ts';

/** One change of a layout, to be accepted or rejected by itself. `text` says it in words. */
export const changeSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('add'), box: boxSchema, text: z.string() }),
  z.object({ kind: z.literal('remove'), id: z.string(), text: z.string() }),
  z.object({ kind: z.literal('move'), id: z.string(), rect: rectSchema, text: z.string() }),
  z.object({ kind: z.literal('resize'), id: z.string(), rect: rectSchema, text: z.string() }),
  z.object({ kind: z.literal('rename'), id: z.string(), caption: z.string(), text: z.string() }),
  z.object({ kind: z.literal('background'), background: z.string(), text: z.string() }),
]);
export type Change = z.infer<typeof changeSchema>;

export const reviseRequestSchema = z.object({
  layout: layoutSchema,
  /** What is to be different: "make the boxes bigger", "add a dog on the left". */
  sentence: z.string().max(2000),
  /** `auto` lets the rules try first, and asks a model for what they do not understand. */
  provider: layoutRequestSchema.shape.provider,
  model: layoutRequestSchema.shape.model,
});

export const revisionSchema = z.object({
  changes: z.array(changeSchema),
  /** The layout with all changes. */
  layout: layoutSchema,
  provider: z.enum(['ollama', 'openai', 'gguf', 'rules']),
  model: z.string(),
  /** The answer of a model as it came; empty for rules. */
  raw: z.string(),
  warnings: z.array(warningSchema),
  /** Why there are no changes, or why someone else than asked for made them, in words for the user. */
  notice: z.string().nullable(),
});
export type Revision = z.infer<typeof revisionSchema>;
