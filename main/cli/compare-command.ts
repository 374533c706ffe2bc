import { readFile } from 'node:fs/promises';
import type { HistoryItem } from '../../preload/contract/api.ts';
import { found } from '../../preload/contract/engine.ts';
import { AppError } from '../../preload/contract/errors.ts';
import type { Layout } from '../../preload/contract/layout.ts';
import { contactSheet, type SheetEntry } from './contact-sheet.ts';
import { writeTextFile } from './files.ts';
import { draw, layoutFor, type GenerateFlags, type LayoutSource } from './generate-command.ts';
import type { Session } from './session.ts';

export type CompareFlags = LayoutSource &
  Pick<GenerateFlags, 'seed' | 'steps' | 'model' | 'checkpoint'> & {
    methods?: readonly string[];
    /** A page with all pictures. */
    out: string;
  };

/** One method's picture, or why there is none. */
export type Compared = { readonly method: string } & (
  { readonly seconds: number; readonly item: HistoryItem } | { readonly error: string }
);

/**
 * Draws one layout with every method (or those named) from the same seed and puts the pictures on one page, each with its time and the boxes over
 * it. A method that the checkpoint can not do is named with the reason.
 * @throws AppError when no method could draw, cancelled, disk
 */
export async function compare(
  session: Session,
  prompt: string,
  flags: CompareFlags,
): Promise<{ out: string; layout: Layout; compared: Compared[] }> {
  const layout = await layoutFor(session, prompt, flags);
  const known = await session.app.call('methods.list', {});
  const chosen = flags.methods ?? known.map(({ id }) => id);
  const entries: SheetEntry[] = [];
  const compared: Compared[] = [];
  for (const method of chosen) {
    const title = known.find(({ id }) => id === method)?.title ?? method;
    session.note(`${title} ...`);
    try {
      const item = await draw(session, layout, { ...flags, method, refineRatio: 0.3, option: {} });
      const seconds = item.timings.denoiseMs / 1000;
      const png = await readFile(session.app.imageFile(item.id) ?? '');
      entries.push({ title, note: figures(seconds, item), png });
      compared.push({ method, seconds, item });
    } catch (error) {
      const { code, message } = AppError.from(error);
      if (code === 'cancelled') throw error;
      entries.push({ title, note: message, png: null });
      compared.push({ method, error: message });
    }
  }
  const failed = compared.find((entry) => 'error' in entry);
  if (failed !== undefined && compared.every((entry) => 'error' in entry)) {
    throw new AppError('bad_request', `No method could draw this layout. ${failed.error}`);
  }
  await writeTextFile(flags.out, contactSheet(layout, { seed: flags.seed, steps: flags.steps }, entries));
  return { out: flags.out, layout, compared };
}

/** "0.5 s · 2 of 2 in place". */
function figures(seconds: number, item: HistoryItem): string {
  const { asked, inPlace } = found(item.checks);
  return [`${seconds.toFixed(1)} s`, ...(asked === 0 ? [] : [`${inPlace} of ${asked} in place`])].join(' · ');
}

export const describeComparison = (out: string, compared: readonly Compared[]): string =>
  [
    ...compared.map(
      (entry) => `${entry.method}: ${'error' in entry ? entry.error : figures(entry.seconds, entry.item)}`,
    ),
    `Pictures side by side: ${out}`,
  ].join('\n');
