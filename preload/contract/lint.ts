import { z } from 'zod';
import { layoutSchema } from './layout.ts';
import { layoutResultSchema } from './stage1.ts';

/** What can be wrong with a layout although it can be drawn. */
export const issueCodes = [
  'out_of_canvas',
  'fills_canvas',
  'overlap',
  'tiny',
  'no_caption',
  'long_caption',
  'group_caption', // one box for several: "two chairs"
  'excluded', // a box for what the sentence or the negative prompt excludes
  'missing', // fewer boxes than the sentence counts
  'surplus', // more boxes than the sentence counts
  'place', // not where in the picture the sentence says
  'relation', // not left of, right of, above or below what the sentence says
  'background_repeats', // the background names what has a box
] as const;
export const issueCodeSchema = z.enum(issueCodes);
export type IssueCode = z.infer<typeof issueCodeSchema>;

export const issueSchema = z.object({
  /** Names the issue towards `layout.fix`; the same for as long as the issue is there. */
  id: z.string(),
  code: issueCodeSchema,
  /** Ids of the boxes that it is about; empty for the layout as a whole. */
  boxes: z.array(z.string()),
  message: z.string(),
  /** What `layout.fix` would do, in a few words; null where only the user can tell. */
  fix: z.string().nullable(),
});
export type Issue = z.infer<typeof issueSchema>;

/** A layout among several for the same sentence, the best first. */
export const candidateSchema = z.object({
  result: layoutResultSchema,
  issues: z.array(issueSchema),
  /** 1 without any issue, towards 0 with many. */
  score: z.number(),
  /** Whether it shows what the sentence asks for, where a rule can tell (the benchmark's kinds of sentences); else null. */
  meetsTask: z.boolean().nullable(),
});
export type Candidate = z.infer<typeof candidateSchema>;

/** `model` is the checkpoint that will draw: its tokenizer says how long a caption may be. */
export const lintRequestSchema = z.object({ layout: layoutSchema, model: z.string().default('starter') });
