import { z } from 'zod';

/** SHA-256 of the content for large files (LFS); for the others the name that git gives them. */
const fileHashSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('sha256'), hex: z.string().regex(/^[0-9a-f]{64}$/) }),
  z.object({ kind: z.literal('git'), hex: z.string().regex(/^[0-9a-f]{40}$/) }),
]);

/** Whether a path from the hub stays inside the folder that it is put into. */
export function isInside(path: string): boolean {
  return !/[\\\0]/.test(path) && path.split('/').every((part) => part !== '' && part !== '.' && part !== '..');
}

const pathSchema = z.string().max(1000).refine(isInside, 'leads out of its folder');

/** A file of a repository. */
export const hubFileSchema = z.object({ path: pathSchema, bytes: z.int().min(0), hash: fileHashSchema });
export type HubFile = z.infer<typeof hubFileSchema>;

/** A file that is to be downloaded. */
export const chosenFileSchema = hubFileSchema.extend({
  /** Where it lies in the finished checkpoint. */
  saveAs: pathSchema,
});
export type ChosenFile = z.infer<typeof chosenFileSchema>;
