import { join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import type { LayoutEvent, LayoutRequest, LayoutResult } from '../../../preload/contract/stage1.ts';
import { layoutResultSchema } from '../../../preload/contract/stage1.ts';
import { isInside } from '../../../main/layout/geometry/rects.ts';
import { createWriters } from '../../../main/layout/services.ts';
import { writeLayout } from '../../../main/layout/writer.ts';
import { openDatabase } from '../../../main/store/db.ts';
import { openPromptCache } from '../../../main/store/prompt-cache.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

export interface Writing {
  write: (request: LayoutRequest) => Promise<LayoutResult>;
  events: LayoutEvent[];
  stop: () => void;
}

/** The app's writers, as they come out of these variables of the environment. */
export function writing(env: Readonly<Record<string, string>>): Writing {
  const dataDir = temporaryFolder();
  const { db } = openDatabase(join(dataDir, 'lmd.db'));
  onTestFinished(() => void db.close());
  const cache = openPromptCache(db, Date.now);
  const writers = createWriters({
    ...{ dataDir, cache, clock: Date.now },
    env: { OLLAMA_HOST: 'http://127.0.0.1:9', ...env },
  });
  onTestFinished(() => writers.makeRoom());
  const events: LayoutEvent[] = [];
  let controller = new AbortController();
  return {
    events,
    stop: () => controller.abort(),
    write: async (request) => {
      const { signal } = (controller = new AbortController());
      const onEvent = (event: LayoutEvent): void => void events.push(event);
      return layoutResultSchema.parse(await writeLayout(request, { ...writers.services, signal, onEvent }));
    },
  };
}

/** Whoever wrote it, and whatever the model said: a layout that can be drawn. */
export function expectLayout({ layout, provider, notice }: LayoutResult, prompt: string): void {
  expect(layout.prompt).toBe(prompt);
  expect(layout.boxes.length).toBeGreaterThan(0);
  expect(layout.background).not.toBe('');
  for (const { caption, rect } of layout.boxes) {
    expect(caption.trim()).not.toBe('');
    expect(isInside(rect, layout.canvas)).toBe(true);
  }
  expect(notice === null).toBe(provider !== 'rules');
}

/** What came of it, for whoever watches the run: a small model's layouts are seldom good. */
export const outcomeOf = ({ provider, layout, warnings, notice }: LayoutResult): string =>
  `${provider} wrote ${layout.boxes.length} boxes (${[...new Set(layout.boxes.map(({ caption }) => caption))].join(', ')}); ${warnings.map(({ code }) => code).join(' ')} ${notice ?? ''}`;
