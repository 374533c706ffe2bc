import { z } from 'zod';
import { canvasSchema, layoutSchema } from './layout.ts';
import { warningSchema } from './stage1.ts';

/**
 * Ways to write a layout down: the studio's own JSON, the reference's text, diffusers' GLIGEN arguments, Ideogram's structured
 * prompt, sessions of gligen-gui. All of them are read, too.
 */
export const exportFormatSchema = z.enum(['studio', 'lmd', 'diffusers', 'ideogram', 'gligen-gui']);
export type ExportFormat = z.infer<typeof exportFormatSchema>;

export const importRequestSchema = z.object({
  text: z.string().max(2_000_000),
  /** For formats that speak in shares of the picture. */
  canvas: canvasSchema.default({ width: 512, height: 512 }),
});

export const importedSchema = z.object({
  layout: layoutSchema,
  format: exportFormatSchema,
  warnings: z.array(warningSchema),
});
export type Imported = z.infer<typeof importedSchema>;
