import { randomUUID } from 'node:crypto';
import type { LayoutRequest, LayoutResult } from '../../preload/contract/stage1.ts';
import type { Session } from './session.ts';

export interface LayoutFlags {
  provider: NonNullable<LayoutRequest['provider']>;
  model: string;
  form: NonNullable<LayoutRequest['form']>;
  size?: { width: number; height: number };
  fresh?: boolean;
}

/** Writes a layout; its notice and warnings are told. @throws AppError */
export async function writeLayoutFor(session: Session, request: LayoutRequest): Promise<LayoutResult> {
  const { app, signal, note } = session;
  const ticket = randomUUID();
  const cancel = (): void => void app.call('layout.cancel', { ticket });
  signal.addEventListener('abort', cancel, { once: true });
  try {
    const result = await app.call('layout.write', { ticket, request });
    if (result.notice !== null) note(result.notice);
    for (const warning of result.warnings) note(`Note: ${warning.message}`);
    return result;
  } finally {
    signal.removeEventListener('abort', cancel);
  }
}

/** A layout as a person reads it. */
export function describeLayout({ layout, provider, model, ms }: LayoutResult): string {
  const { canvas, background, negative, boxes } = layout;
  const captions = boxes.map((box) => box.caption);
  const width = Math.max(0, ...captions.map((caption) => caption.length));
  const lines = boxes.map(({ caption, rect }) => {
    const numbers = [rect.x, rect.y, rect.width, rect.height].map((value) => String(Math.round(value)).padStart(4));
    return `  ${caption.padEnd(width)}  ${numbers.join(' ')}`;
  });
  return [
    `${boxes.length} ${boxes.length === 1 ? 'box' : 'boxes'} on ${canvas.width}x${canvas.height} (x y width height), by ${model === provider ? provider : `${provider} ${model}`} in ${Math.round(ms)} ms`,
    ...lines,
    `Background: ${background}`,
    ...(negative === '' ? [] : [`Negative: ${negative}`]),
  ].join('\n');
}
