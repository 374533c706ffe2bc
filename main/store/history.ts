import { z } from 'zod';
import type { HistoryItem } from '../../preload/contract/api.ts';
import { historyItemSchema } from '../../preload/contract/api.ts';
import { AppError } from '../../preload/contract/errors.ts';
import type { Db } from './db.ts';
import { jsonColumn } from './json-column.ts';

/** A row of the table as a history item. */
const rowSchema = z
  .object({
    id: z.string(),
    created_at: z.number(),
    width: z.number(),
    height: z.number(),
    starred: z.number(),
    layout: jsonColumn,
    settings: jsonColumn,
    timings: jsonColumn,
    warnings: jsonColumn,
    checks: jsonColumn,
  })
  .transform(({ created_at, starred, ...rest }): unknown => ({
    ...rest,
    createdAt: created_at,
    starred: starred !== 0,
  }))
  .pipe(historyItemSchema);

export interface HistoryPage {
  items: HistoryItem[];
  /** Ids of rows that could not be read; their pictures are still on disk. */
  unreadable: string[];
}

const columns = 'id, created_at, width, height, starred, layout, settings, timings, warnings, checks';

/** Records a picture. */
export function insertHistory(db: Db, item: HistoryItem): void {
  db.prepare(
    `INSERT INTO history (${columns}, search)
     VALUES (@id, @createdAt, @width, @height, @starred, @layout, @settings, @timings, @warnings, @checks, @search)`,
  ).run({
    id: item.id,
    createdAt: item.createdAt,
    width: item.width,
    height: item.height,
    starred: item.starred ? 1 : 0,
    layout: JSON.stringify(item.layout),
    settings: JSON.stringify(item.settings),
    timings: JSON.stringify(item.timings),
    warnings: JSON.stringify(item.warnings),
    checks: JSON.stringify(item.checks),
    search: searchText(item),
  });
}

/** Newest first. Every word of `search` must occur in the prompt, a caption, the seed, the method or the model. */
export function listHistory(db: Db, { search, limit }: { search: string; limit: number }): HistoryPage {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const matches = words.map(() => 'AND instr(search, ?) > 0').join(' ');
  const rows = db
    .prepare(
      `SELECT ${columns} FROM history WHERE deleted_at IS NULL ${matches} ORDER BY created_at DESC, rowid DESC LIMIT ?`,
    )
    .all(...words, limit);
  const page: HistoryPage = { items: [], unreadable: [] };
  for (const row of rows) {
    const parsed = rowSchema.safeParse(row);
    if (parsed.success) page.items.push(parsed.data);
    else page.unreadable.push((row as { id: string }).id);
  }
  return page;
}

/** Takes a picture out of the list; `restoreHistory` brings it back. */
export function deleteHistory(db: Db, id: string, now: number): void {
  const { changes } = db.prepare('UPDATE history SET deleted_at = ? WHERE id = ? AND deleted_at IS NULL').run(now, id);
  if (changes === 0) throw missing(id);
}

/** Brings a deleted picture back; one that is not deleted stays as it is. */
export function restoreHistory(db: Db, id: string): void {
  const { changes } = db.prepare('UPDATE history SET deleted_at = NULL WHERE id = ?').run(id);
  if (changes === 0) throw missing(id);
}

export function starHistory(db: Db, id: string, starred: boolean): void {
  const { changes } = db.prepare('UPDATE history SET starred = ? WHERE id = ?').run(starred ? 1 : 0, id);
  if (changes === 0) throw missing(id);
}

/**
 * One picture, deleted or not.
 * @throws AppError not_found
 */
export function readHistory(db: Db, id: string): HistoryItem {
  const row = db.prepare(`SELECT ${columns} FROM history WHERE id = ?`).get(id);
  if (row === undefined) throw missing(id);
  return rowSchema.parse(row);
}

/** Whether a picture is in the list: there, and not deleted. */
export function hasHistory(db: Db, id: string): boolean {
  return db.prepare('SELECT 1 FROM history WHERE id = ? AND deleted_at IS NULL').get(id) !== undefined;
}

function searchText({ layout, settings }: HistoryItem): string {
  const captions = layout.boxes.map((box) => box.caption);
  return [
    layout.prompt,
    settings.prompt,
    layout.background,
    ...captions,
    settings.seed,
    settings.method,
    settings.model,
  ]
    .join('\n')
    .toLowerCase();
}

function missing(id: string): AppError {
  return new AppError('not_found', 'This picture is not in the history any more. Nothing was changed.', { detail: id });
}
