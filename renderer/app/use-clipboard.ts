import { useEffect } from 'react';
import { z } from 'zod';
import { boxSchema, type Box } from '../../preload/contract/layout.ts';
import { pasteBoxes, removeBoxes } from '../editor/operations.ts';
import { useStudio } from './studio.ts';

const clipSchema = z.object({ lmdBoxes: z.array(boxSchema).min(1) });

/** The boxes in a clipboard text; null if it is something else. */
export function readBoxes(text: string): Box[] | null {
  if (!text.startsWith('{')) return null;
  try {
    const parsed = clipSchema.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data.lmdBoxes : null;
  } catch {
    return null; // text that only begins like ours
  }
}

export const writeBoxes = (boxes: readonly Box[]): string => JSON.stringify({ lmdBoxes: boxes });

const elsewhere = (): boolean =>
  (document.activeElement?.closest('input, textarea, select, dialog') ?? null) !== null ||
  document.querySelector('dialog[open]') !== null;

/** Copy, cut and paste of boxes; any other text that is pasted on the canvas is taken for an answer. */
export function useClipboard(onAnswer: (text: string) => void): void {
  const studio = useStudio();
  useEffect(() => {
    const copy = (event: ClipboardEvent): void => {
      const { layout, selection } = studio.document.store.getState();
      const boxes = layout.boxes.filter((box) => selection.includes(box.id));
      if (boxes.length === 0 || elsewhere() || window.getSelection()?.isCollapsed === false) return;
      event.preventDefault();
      event.clipboardData?.setData('text/plain', writeBoxes(boxes));
      if (event.type === 'cut') studio.document.edit((current) => removeBoxes(current, selection));
    };
    const paste = (event: ClipboardEvent): void => {
      if (elsewhere()) return;
      const text = event.clipboardData?.getData('text/plain') ?? '';
      const boxes = readBoxes(text);
      if (boxes !== null) {
        const pasted = pasteBoxes(studio.document.store.getState().layout, boxes);
        studio.document.edit(() => pasted.layout, { select: pasted.ids });
      } else if (text.trim() !== '') onAnswer(text);
    };
    document.addEventListener('copy', copy);
    document.addEventListener('cut', copy);
    document.addEventListener('paste', paste);
    return () => {
      document.removeEventListener('copy', copy);
      document.removeEventListener('cut', copy);
      document.removeEventListener('paste', paste);
    };
  }, [studio, onAnswer]);
}
