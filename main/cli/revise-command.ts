import { randomUUID } from 'node:crypto';
import type { ApiInput } from '../../preload/contract/api.ts';
import type { Layout } from '../../preload/contract/layout.ts';
import type { Issue } from '../../preload/contract/lint.ts';
import type { Revision } from '../../preload/contract/revise.ts';
import { readTextFile, writeTextFile } from './files.ts';
import type { Session } from './session.ts';

export interface LintFlags {
  model: string;
  fix?: boolean;
  out?: string;
}

export interface ReviseFlags {
  provider: NonNullable<ApiInput<'layout.revise'>['provider']>;
  model: string;
  out?: string;
}

/** What can be said against a layout; with `fix`, after everything was fixed that can be. @throws AppError */
export async function lintLayoutFile(
  session: Session,
  file: string,
  { model, fix = false, out = file }: LintFlags,
): Promise<{ issues: Issue[]; words: string }> {
  const { app } = session;
  let layout = await layoutIn(session, file);
  let { issues } = await app.call('layout.lint', { layout, model });
  if (fix) {
    ({ layout, issues } = await fixed(session, layout, issues, model));
    await save(session, layout, out);
  }
  const words = issues.map(({ message, fix: title }) => (title === null ? message : `${message} (${title})`));
  return { issues, words: words.length === 0 ? 'Nothing is wrong with this layout.' : words.join('\n') };
}

/** A fix may bring up another issue, but not for ever. */
async function fixed({ app }: Session, start: Layout, found: Issue[], model: string) {
  let [layout, issues] = [start, found];
  const tried = new Set<string>();
  for (;;) {
    const next = issues.find(({ id, fix }) => fix !== null && !tried.has(id));
    if (next === undefined) return { layout, issues };
    tried.add(next.id);
    ({ layout } = await app.call('layout.fix', { layout, model, issue: next.id }));
    ({ issues } = await app.call('layout.lint', { layout, model }));
  }
}

/** What a sentence changes; with `out` the changed layout is written. @throws AppError */
export async function reviseLayoutFile(
  session: Session,
  file: string,
  sentence: string,
  { provider, model, out }: ReviseFlags,
): Promise<{ revision: Revision; words: string }> {
  const { app, signal, note } = session;
  const layout = await layoutIn(session, file);
  const ticket = randomUUID();
  const cancel = (): void => void app.call('layout.cancel', { ticket });
  signal.addEventListener('abort', cancel, { once: true });
  try {
    const revision = await app.call('layout.revise', { ticket, layout, sentence, provider, model });
    if (revision.notice !== null) note(revision.notice);
    for (const warning of revision.warnings) note(`Note: ${warning.message}`);
    if (out !== undefined) await save(session, revision.layout, out);
    return { revision, words: revision.changes.map(({ text }) => text).join('\n') || 'Nothing changes.' };
  } finally {
    signal.removeEventListener('abort', cancel);
  }
}

async function layoutIn({ app, note }: Session, file: string): Promise<Layout> {
  const { layout, warnings } = await app.call('layout.import', { text: await readTextFile(file) });
  for (const warning of warnings) note(`Note: ${warning.message}`);
  return layout;
}

async function save({ app }: Session, layout: Layout, file: string): Promise<void> {
  const { text } = await app.call('layout.export', { layout, format: 'studio' });
  await writeTextFile(file, text);
}
