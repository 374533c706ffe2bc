import type {
  AnswerGroup,
  AnswerQuery,
  AnswersBySentence,
  AnswerSource,
  StoredAnswer,
} from '../../preload/contract/answers.ts';
import { AppError } from '../../preload/contract/errors.ts';
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

/** How many sentences and answers there are by template and model. */
export function answerGroups(db: Db): AnswerGroup[] {
  return db
    .prepare<[], AnswerGroup>(
      `SELECT template, model, count(DISTINCT caption) AS sentences, count(*) AS answers
       FROM prompt_cache GROUP BY template, model ORDER BY template, model`,
    )
    .all();
}

/** Stored answers, newest first. */
export function listAnswers(db: Db, { search, template, model, limit }: AnswerQuery): StoredAnswer[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const conditions = [
    ...words.map(() => 'instr(lower(caption || char(10) || answer), ?) > 0'),
    ...(template === undefined ? [] : ['template = ?']),
    ...(model === undefined ? [] : ['model = ?']),
  ];
  const where = conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`;
  const values = [...words, template, model].filter((value) => value !== undefined);
  return db
    .prepare<unknown[], StoredAnswer>(
      `SELECT id, caption, template, model, answer, created_at AS createdAt FROM prompt_cache ${where} ORDER BY id DESC LIMIT ?`,
    )
    .all(...values, limit);
}

/** Puts another text in the place of a stored answer. @throws AppError not_found */
export function editAnswer(db: Db, id: number, answer: string): void {
  const { changes } = db.prepare('UPDATE prompt_cache SET answer = ? WHERE id = ?').run(answer, id);
  if (changes === 0) throw new AppError('not_found', 'This answer is not stored any more. Nothing was changed.');
}

/** Deletes answers for good; those that are not there any more count as none. @returns how many were deleted */
export function deleteAnswers(db: Db, which: readonly number[] | AnswerSource): number {
  if ('template' in which) {
    const remove = db.prepare('DELETE FROM prompt_cache WHERE template = ? AND model = ?');
    return remove.run(which.template, which.model).changes;
  }
  const remove = db.prepare('DELETE FROM prompt_cache WHERE id = ?');
  return db.transaction(() => which.reduce((sum, id) => sum + remove.run(id).changes, 0))();
}

/**
 * Adds answers after those that are there. Answers that the sentence already has in the same order are not added again,
 * so a file can be imported twice.
 * @returns how many were added
 */
export function importAnswers(
  db: Db,
  { template, model }: AnswerSource,
  answers: AnswersBySentence,
  now: number,
): number {
  const known = db
    .prepare<[string, string, string], string>(
      'SELECT answer FROM prompt_cache WHERE caption = ? AND template = ? AND model = ? ORDER BY id',
    )
    .pluck();
  const insert = db.prepare<[string, string, string, string, number]>(
    'INSERT INTO prompt_cache (caption, template, model, answer, created_at) VALUES (?, ?, ?, ?, ?)',
  );
  const add = ([sentence, list]: [string, string[]]): number => {
    const caption = cacheCaption(sentence);
    const stored = known.all(caption, template, model);
    const differs = list.findIndex((answer, i) => answer !== stored[i]);
    const added = differs < 0 ? [] : list.slice(differs);
    for (const answer of added) insert.run(caption, template, model, answer, now);
    return added.length;
  };
  return db.transaction(() => Object.entries(answers).reduce((sum, entry) => sum + add(entry), 0))();
}

/** All answers of a model to a template, sentences and answers in the order in which they came. */
export function exportAnswers(db: Db, { template, model }: AnswerSource): AnswersBySentence {
  const rows = db
    .prepare<[string, string], { caption: string; answer: string }>(
      'SELECT caption, answer FROM prompt_cache WHERE template = ? AND model = ? ORDER BY id',
    )
    .all(template, model);
  const answers = new Map<string, string[]>();
  for (const { caption, answer } of rows) answers.set(caption, [...(answers.get(caption) ?? []), answer]);
  return Object.fromEntries(answers);
}
