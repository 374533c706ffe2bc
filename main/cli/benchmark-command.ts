import { basename, join } from 'node:path';
import { AppError } from '../../preload/contract/errors.ts';
import type { LayoutRequest } from '../../preload/contract/stage1.ts';
import type { BenchmarkAnswer, BenchmarkItem, Outcome } from '../evaluate/benchmark.ts';
import { benchmarkItems, judge, runBenchmark, withoutLayout } from '../evaluate/benchmark.ts';
import { pageOf } from '../evaluate/benchmark-page.ts';
import type { BenchmarkReport } from '../evaluate/benchmark-report.ts';
import { reportOf } from '../evaluate/benchmark-report.ts';
import { openResults } from '../evaluate/benchmark-results.ts';
import { answeredBoxes, evaluatedBoxes } from '../evaluate/stage1.ts';
import { inSequence, readCacheFile } from '../store/prompt-cache-file.ts';
import { readTextFile, writeTextFile } from './files.ts';
import { writeLayoutFor } from './layout-command.ts';
import { shareBar } from './progress-bar.ts';
import type { Session } from './session.ts';

export interface BenchmarkFlags {
  dataDir: string;
  /** Who writes what the cache does not hold; with a cache it may be left out: then nothing is asked. */
  provider?: Exclude<NonNullable<LayoutRequest['provider']>, 'auto'>;
  model: string;
  form: NonNullable<LayoutRequest['form']>;
  cache?: string;
  parallel: number;
  html?: string;
  fresh?: boolean;
}

/** Runs stage 1 on the 400 prompts, going on where an earlier run was interrupted. @throws AppError */
export async function benchmarkLayouts(session: Session, flags: BenchmarkFlags): Promise<BenchmarkReport> {
  const items = benchmarkItems();
  const outcomes = flags.cache === undefined ? [] : await fromCache(items, flags.cache);
  const answered = new Set(outcomes.map(({ index }) => index));
  const rest = items.filter(({ index }) => !answered.has(index));
  const { provider = flags.cache === undefined ? 'rules' : undefined } = flags;
  if (provider === undefined) outcomes.push(...rest.map((item) => withoutLayout(item, 'No answer is stored.')));
  else outcomes.push(...(await written(session, rest, { ...flags, provider })));
  outcomes.sort((a, b) => a.index - b.index);
  const report = reportOf(outcomes);
  const page = flags.html ?? join(flags.dataDir, 'benchmark', `${nameOf(flags)}.html`);
  await writeTextFile(page, pageOf(`Layouts of ${titleOf(flags)}`, report, outcomes));
  session.note(`Failing layouts are drawn in ${page}`);
  return report;
}

/** Judges stored answers exactly as the reference does: in order, by the boxes as they were answered. */
async function fromCache(items: readonly BenchmarkItem[], file: string): Promise<Outcome[]> {
  const next = inSequence(readCacheFile(await readTextFile(file)));
  return items.flatMap((item) => {
    const raw = next(item.prompt);
    if (raw === null) return [];
    const boxes = answeredBoxes(raw);
    return [boxes === null ? withoutLayout(item, 'The answer can not be read.', raw) : judge(item, { boxes, raw })];
  });
}

type AskingFlags = BenchmarkFlags & { provider: NonNullable<BenchmarkFlags['provider']> };

async function written(session: Session, items: readonly BenchmarkItem[], flags: AskingFlags): Promise<Outcome[]> {
  const file = join(flags.dataDir, 'benchmark', `${nameOf(flags)}.jsonl`);
  const { earlier, add } = openResults(file, items, flags.fresh === true || flags.provider === 'rules'); // rules are quick, and change
  const done = new Map(earlier.map((outcome) => [outcome.index, outcome]));
  if (done.size > 0) session.note(`${done.size} of ${items.length} were already written: ${file}`);
  const bar = shareBar(process.stderr, 'Layouts', items.length);
  try {
    bar.show(done.size);
    await runBenchmark({
      items: items.filter(({ index }) => !done.has(index)),
      write: (item, signal) => answer({ ...session, signal, note: () => undefined }, item, flags),
      parallel: flags.parallel,
      signal: session.signal,
      onOutcome: (outcome) => {
        add(outcome);
        done.set(outcome.index, outcome);
        bar.show(done.size);
      },
    });
  } finally {
    bar.end();
  }
  return [...done.values()];
}

/** A repeated sentence is asked anew each time, as the benchmark means it. */
async function answer(session: Session, { prompt }: BenchmarkItem, flags: AskingFlags): Promise<BenchmarkAnswer> {
  const { provider, model, form } = flags;
  const result = await writeLayoutFor(session, { prompt, provider, model, form, cache: 'bypass' });
  const { layout, raw, notice } = result;
  // The rules stepped in for the model: that is not the model's success.
  if (result.provider !== provider) throw new AppError('layout_unreadable', notice ?? '', { detail: raw });
  return { boxes: evaluatedBoxes(layout), raw };
}

const titleOf = ({ provider, model, form, cache }: BenchmarkFlags): string => {
  const writer = cache === undefined ? (provider ?? 'rules') : basename(cache, '.json');
  return [writer, model, form === 'auto' ? '' : form].filter(Boolean).join(' ');
};

const nameOf = (flags: BenchmarkFlags): string => `layout-${titleOf(flags).replaceAll(/[^\w.-]+/g, '-')}`;
