import type { Canvas } from '../../preload/contract/layout.ts';
import type { LayoutResult } from '../../preload/contract/stage1.ts';
import { withOverall } from './interactions.ts';
import { formOfVersion } from './prompting/choose.ts';

export interface StoredText {
  caption: string;
  template: string;
  model: string;
  answer: string;
  canvas: Canvas;
}

/** A stored answer as the layout that it stands for, read in the form in which it was asked for. @throws AppError layout_unreadable */
export function readStored({ caption, template, model, answer, canvas }: StoredText): LayoutResult {
  const { layout, warnings } = formOfVersion(template).read(caption, answer, canvas);
  const how = { provider: 'stored', model, template, cached: true, notice: null } as const;
  return { layout: withOverall(layout), warnings, ...how, raw: answer, ms: 0 };
}
