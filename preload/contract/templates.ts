import { z } from 'zod';

/** Texts that are sent to language models, by the names of their files; any change of the wording gets a new name. */
export const templateNameSchema = z.enum(['studio-1', 'studio-json-1', 'studio-objects-1', 'studio-revise-1']);
export type TemplateName = z.infer<typeof templateNameSchema>;

export const templateInfoSchema = z.object({
  name: templateNameSchema,
  /** What is asked with it, in words for the user. */
  purpose: z.string(),
  /** The template's part of the key under which answers are stored: another for every wording. */
  version: z.string(),
  /** The user has a copy, which goes first. */
  own: z.boolean(),
  /** Where the copy is, or would be. */
  file: z.string(),
  /** Why the copy can not be used; nothing is asked with it until then. */
  problem: z.string().nullable(),
});
export type TemplateInfo = z.infer<typeof templateInfoSchema>;
