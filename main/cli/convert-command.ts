import type { ExportFormat } from '../../preload/contract/formats.ts';
import { readTextFile, writeTextFile } from './files.ts';
import type { Session } from './session.ts';

export interface ConvertFlags {
  to: ExportFormat;
  size?: { width: number; height: number };
  out?: string;
}

/** A layout file in another format, written to `out` or returned. @throws AppError */
export async function convertLayoutFile(
  { app, note }: Session,
  file: string,
  flags: ConvertFlags,
): Promise<string | null> {
  const { to, size: canvas, out } = flags;
  const { layout, format, warnings } = await app.call('layout.import', { text: await readTextFile(file), canvas });
  note(
    `${file}: a layout of the format ${format} with ${layout.boxes.length} ${layout.boxes.length === 1 ? 'box' : 'boxes'}`,
  );
  for (const warning of warnings) note(`Note: ${warning.message}`);
  const { text } = await app.call('layout.export', { layout, format: to });
  if (out === undefined) return text.trimEnd();
  await writeTextFile(out, text);
  return null;
}
