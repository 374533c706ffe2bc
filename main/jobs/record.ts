import { z } from 'zod';
import type { HistoryItem } from '../../preload/contract/api.ts';
import { historyItemSchema } from '../../preload/contract/api.ts';
import { readPngText } from './png.ts';

/** What the `lmd` chunk of a picture holds: everything needed to repeat it, and what it was made with. */
const pngRecordSchema = z.object({
  format: z.literal(1),
  app: z.string(),
  provider: z.string(),
  item: historyItemSchema,
});
export type PngRecord = z.infer<typeof pngRecordSchema>;

/** The text chunks of a picture: `parameters` as other programs write and read it, `lmd` with the whole record. */
export function pngText(record: PngRecord): Record<string, string> {
  return { parameters: parameters(record.item, record.app), lmd: JSON.stringify(record) };
}

/** The record inside a PNG, or null where there is none or it can not be read. */
export function readPngRecord(png: Uint8Array): PngRecord | null {
  const text = readPngText(png).lmd;
  if (text === undefined) return null;
  const parsed = z
    .string()
    .transform((json, context): unknown => {
      try {
        return JSON.parse(json);
      } catch (error) {
        context.addIssue({ code: 'custom', message: String(error) });
        return z.NEVER;
      }
    })
    .pipe(pngRecordSchema)
    .safeParse(text);
  return parsed.success ? parsed.data : null;
}

/** The text that AUTOMATIC1111's web UI writes: prompt, negative prompt, and one line of settings. */
function parameters({ settings, width, height }: HistoryItem, app: string): string {
  const line = [
    `Steps: ${settings.steps}`,
    `Sampler: ${settings.sampler}`,
    `CFG scale: ${settings.cfgScale}`,
    `Seed: ${settings.seed}`,
    `Size: ${width}x${height}`,
    `Model: ${settings.model}`,
    `LMD method: ${settings.method}`,
    `Version: ${app}`,
  ].join(', ');
  return [settings.prompt, ...(settings.negative === '' ? [] : [`Negative prompt: ${settings.negative}`]), line].join(
    '\n',
  );
}
