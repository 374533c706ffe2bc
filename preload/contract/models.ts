import { z } from 'zod';
import { errorDataSchema } from './errors.ts';
import { keyOriginSchema } from './stage1.ts';

/** owner/name on the hub. */
export const repoSchema = z
  .string()
  .max(200)
  .regex(/^[\w][\w.-]*\/[\w][\w.-]*$/, 'a repository is named as owner/name');

/** What a checkpoint is for: it draws, it refines what another has drawn, it cuts objects out, or it looks for them. */
export const purposeSchema = z.enum(['draw', 'refine', 'segment', 'detect']);

/** A checkpoint that is known to work and can be downloaded. */
export const offerSchema = z.object({
  repo: repoSchema,
  /** Branch, tag or commit. */
  revision: z.string(),
  title: z.string(),
  purpose: purposeSchema,
  /** What it unlocks, in words for the user. */
  description: z.string(),
  licence: z.string(),
  /** About; the exact size is asked before anything is downloaded. */
  bytes: z.number(),
  /** Memory that drawing with it takes, about. */
  memoryBytes: z.number(),
});
export type Offer = z.infer<typeof offerSchema>;

/** What a download would bring. */
export const planSchema = z.object({
  repo: repoSchema,
  /** The commit that all files are taken from. */
  commit: z.string(),
  files: z.array(z.object({ path: z.string(), bytes: z.number() })),
  bytes: z.number(),
  /** Of these, already here from a download that was paused. */
  bytesHere: z.number(),
  freeBytes: z.number(),
  licence: z.string().nullable(),
});
export type Plan = z.infer<typeof planSchema>;

export const downloadStateSchema = z.enum(['listing', 'downloading', 'checking', 'paused', 'failed', 'done']);

/** A download: running, waiting to be taken up again, or ended. */
export const downloadSchema = z.object({
  repo: repoSchema,
  revision: z.string(),
  state: downloadStateSchema,
  bytes: z.number(),
  /** 0 until the files are known. */
  totalBytes: z.number(),
  bytesPerSecond: z.number(),
  /** File that is being loaded or checked. */
  file: z.string().nullable(),
  error: errorDataSchema.nullable(),
});
export type Download = z.infer<typeof downloadSchema>;

/** Where checkpoints are downloaded from, and whether a token is sent along. */
export const hubSchema = z.object({
  url: z.string(),
  /** Where the token comes from; null without one. */
  token: keyOriginSchema.nullable(),
  /** Folder that downloads go to. */
  folder: z.string(),
});
export type Hub = z.infer<typeof hubSchema>;
