import type { z } from 'zod';
import { AppError, assertNever } from '../../../preload/contract/errors.ts';
import type { ExportFormat, Imported, importRequestSchema } from '../../../preload/contract/formats.ts';
import type { Layout } from '../../../preload/contract/layout.ts';
import { layoutSchema } from '../../../preload/contract/layout.ts';
import { onCanvas, readLayout } from '../read-answer.ts';
import { diffusersSchema, fromDiffusers, toDiffusers } from './diffusers.ts';
import { fromGligenGui, gligenGuiSchema, toGligenGui } from './gligen-gui.ts';
import { fromIdeogram, ideogramSchema, toIdeogram } from './ideogram.ts';
import { toLmdText } from './lmd-text.ts';

type Read = Pick<Imported, 'layout' | 'warnings'>;

/**
 * Reads a layout in whichever of the formats it is written.
 * @throws AppError bad_layout for JSON of a known kind with a value that can not be used, layout_unreadable for anything else
 */
export function importLayout({ text, canvas }: z.output<typeof importRequestSchema>): Imported {
  const data = jsonOf(text);
  const has = (name: string): boolean => typeof data === 'object' && data !== null && Object.hasOwn(data, name);
  const read = (format: ExportFormat, from: () => Read): Imported => {
    try {
      return { ...from(), format };
    } catch (cause) {
      if (cause instanceof AppError) throw cause;
      throw unusable(format, cause);
    }
  };
  if (has('compositional_deconstruction'))
    return read('ideogram', () => fromIdeogram(ideogramSchema.parse(data), canvas));
  if (has('gligen_boxes')) return read('diffusers', () => fromDiffusers(diffusersSchema.parse(data), canvas));
  if (has('mapProps') || has('boxMap')) return read('gligen-gui', () => fromGligenGui(gligenGuiSchema.parse(data)));
  const own = studioLayout(data);
  if (own !== undefined) return read('studio', () => ({ layout: layoutSchema.parse(own), warnings: [] }));
  return read('lmd', () => onCanvas(readLayout(captionIn(text), text), canvas));
}

/** @param overall the prompt of the whole picture, for formats that want one */
export function exportLayout(layout: Layout, format: ExportFormat, overall: string): string {
  switch (format) {
    case 'studio':
      return json(layout);
    case 'lmd':
      return toLmdText(layout);
    case 'diffusers':
      return json(toDiffusers(layout, overall));
    case 'ideogram':
      return json(toIdeogram(layout, overall));
    case 'gligen-gui':
      return json(toGligenGui(layout));
    default:
      return assertNever(format);
  }
}

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

/** The studio's own layout: alone, or beside how it came about, as `lmd layout --json` prints it. */
function studioLayout(data: unknown): unknown {
  if (typeof data !== 'object' || data === null) return undefined;
  const inner = 'layout' in data ? data.layout : data;
  const isLayout =
    typeof inner === 'object' && inner !== null && 'boxes' in inner && ('version' in inner || 'canvas' in inner);
  return isLayout ? inner : undefined;
}

/** The sentence, where the text tells it. */
const captionIn = (text: string): string => /^\s*Caption: *(.*)$/m.exec(text)?.[1]?.trim() ?? '';

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, '')) as unknown;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function unusable(format: ExportFormat, cause: unknown): AppError {
  return new AppError(
    'bad_layout',
    `This looks like a layout of the format "${format}", but it has a value that can not be used. Your layout was not changed.`,
    {
      detail: cause instanceof Error ? cause.message : String(cause),
      cause,
    },
  );
}
