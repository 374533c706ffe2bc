import type { Db } from './db.ts';

/** What an answer is stored under (spec 1.5). */
export interface PromptKey {
  /** The sentence as typed; blanks around it and periods at its end do not count. */
  prompt: string;
  /** Version id of the template that was sent. */
  template: string;
  model: string;
}

export interface PromptCache {
  /** The next stored answer to this key, or null past the end: asked k times, a sentence gets its first k answers in order. */
  read(key: PromptKey): string | null;
  /** Stores a new answer after all others; a following read is past the end. */
  append(key: PromptKey, answer: string): void;
  /** Lets reads start from the first answers again. */
  rewind(): void;
}

/** Key of a sentence: trimmed, without the periods at its end. */
export function cacheCaption(prompt: string): string {
  return prompt.trim().replace(/\.+$/, '').trim();
}

/** Opens the cache; where each key has been read to is kept for as long as this object lives. */
export function openPromptCache(db: Db, clock: () => number): PromptCache {
  const cursors = new Map<string, number>();
  const select = db.prepare<[string, string, string, number], { answer: string }>(
    'SELECT answer FROM prompt_cache WHERE caption = ? AND template = ? AND model = ? ORDER BY id LIMIT 1 OFFSET ?',
  );
  const count = db
    .prepare<[string, string, string], number>(
      'SELECT count(*) FROM prompt_cache WHERE caption = ? AND template = ? AND model = ?',
    )
    .pluck();
  const insert = db.prepare<[string, string, string, string, number]>(
    'INSERT INTO prompt_cache (caption, template, model, answer, created_at) VALUES (?, ?, ?, ?, ?)',
  );
  const parts = (key: PromptKey): [string, string, string] => [cacheCaption(key.prompt), key.template, key.model];

  return {
    read(key) {
      const [caption, template, model] = parts(key);
      const id = JSON.stringify([caption, template, model]);
      const cursor = cursors.get(id) ?? 0;
      const row = select.get(caption, template, model, cursor);
      if (row === undefined) return null;
      cursors.set(id, cursor + 1);
      return row.answer;
    },
    append(key, answer) {
      const [caption, template, model] = parts(key);
      insert.run(caption, template, model, answer, clock());
      cursors.set(JSON.stringify([caption, template, model]), count.get(caption, template, model) ?? 0);
    },
    rewind() {
      cursors.clear();
    },
  };
}
