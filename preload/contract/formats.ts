import { z } from 'zod';
import { canvasSchema, layoutSchema } from './layout.ts';
import { warningSchema } from './stage1.ts';

/** Ways to write a layout down: the studio's own JSON, the reference's text, diffusers' GLIGEN arguments, Ideogram's structured prompt. */
export const exportFormatSchema = z.enum(['studio', 'lmd', 'diffusers', 'ideogram']);
export type ExportFormat = z.infer<typeof exportFormatSchema>;

/** Those, and sessions of gligen-gui, which are only read. */
export const importFormatSchema = z.enum([...exportFormatSchema.options, 'gligen-gui']);
export type ImportFormat = z.infer<typeof importFormatSchema>;

export const importRequestSchema = z.object({
  text: z.string().max(2_000_000),
  /** For formats that speak in shares of the picture. */
  canvas: canvasSchema.default({ width: 512, height: 512 }),
});

export const importedSchema = z.object({
  layout: layoutSchema,
  format: importFormatSchema,
  warnings: z.array(warningSchema),
});
export type Imported = z.infer<typeof importedSchema>;
