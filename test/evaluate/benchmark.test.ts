import { appendFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { AppError } from '../../preload/contract/errors.ts';
import type { BenchmarkItem, BenchmarkRun, Outcome } from '../../main/evaluate/benchmark.ts';
import { benchmarkItems, judge, runBenchmark, withoutLayout } from '../../main/evaluate/benchmark.ts';
import { pageOf } from '../../main/evaluate/benchmark-page.ts';
import { reportOf, tableOf } from '../../main/evaluate/benchmark-report.ts';
import { openResults } from '../../main/evaluate/benchmark-results.ts';
import { answeredBoxes } from '../../main/evaluate/stage1.ts';
import { inSequence, readCacheFile } from '../../main/store/prompt-cache-file.ts';
import { dataText } from '../helpers/data.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const items = benchmarkItems();
const itemAt = (index: number): BenchmarkItem => {
  const item = items[index];
  if (item === undefined) throw new Error(`no prompt ${index}`);
  return item;
};
const judged = (index: number, raw: string): boolean =>
  judge(itemAt(index), { boxes: answeredBoxes(raw) ?? [], raw }).success;

describe("the reference's cached answers of gpt-4", () => {
  it('are right for all 400 prompts', () => {
    const next = inSequence(readCacheFile(dataText('cache_lmd_v0.1_gpt-4.json')));
    const outcomes = items.map((item) => {
      const raw = next(item.prompt) ?? '';
      return judge(item, { boxes: answeredBoxes(raw) ?? [], raw });
    });
    const full = { success: 100, total: 100, rate: 1 };
    expect(reportOf(outcomes)).toEqual({
      tasks: { negation: full, numeracy: full, attribution: full, spatial: full },
      overall: { success: 400, total: 400, rate: 1 },
    });
    expect(next(itemAt(0).prompt)).toBeNull();
  });
});

describe('judging answers as the reference does', () => {
  const end = '\nBackground prompt: A realistic scene\nNegative prompt: ';
  const [oneBackpack, twoBackpacks] = [itemAt(100), itemAt(120)];

  it('counts a box of several objects once', () => {
    expect(twoBackpacks.prompt).toMatch(/with two backpacks$/);
    expect(judged(120, `[('two backpacks', [10, 10, 200, 200])]${end}`)).toBe(false);
    expect(judged(120, `[('a backpack', [10, 10, 90, 90]), ('a backpack', [200, 10, 90, 90])]${end}`)).toBe(true);
  });

  it('drops a box that fills the canvas', () => {
    expect(oneBackpack.prompt).toMatch(/with one backpack$/);
    expect(judged(100, `[('a backpack', [0, 0, 512, 512])]${end}`)).toBe(false);
    expect(judged(100, `[('a backpack', [-20, 100, 512, 300])]${end}`)).toBe(true);
  });

  it('takes what can not be read for a failure', () => {
    expect(answeredBoxes('I can not do that.')).toBeNull();
    expect(judged(0, '[]')).toBe(true);
  });
});

function start(run: Partial<BenchmarkRun>): { done: Outcome[]; ended: Promise<void> } {
  const done: Outcome[] = [];
  const ended = runBenchmark({
    items: items.slice(0, 20),
    write: () => Promise.resolve({ boxes: [], raw: '[]' }),
    parallel: 3,
    signal: new AbortController().signal,
    onOutcome: (outcome) => void done.push(outcome),
    ...run,
  });
  return { done, ended };
}

describe('runBenchmark', () => {
  it('writes several at a time, but never more than allowed', async () => {
    let [now, most] = [0, 0];
    const write = async (): Promise<{ boxes: []; raw: string }> => {
      most = Math.max(most, ++now);
      await new Promise(setImmediate);
      now--;
      return { boxes: [], raw: '' };
    };
    const { done, ended } = start({ write });
    await ended;
    expect([done.length, most]).toEqual([20, 3]);
    expect(done.every(({ success }) => success)).toBe(true);
  });

  it.each(['layout_unreadable', 'llm_empty', 'llm_timeout'] as const)('goes on after %s', async (code) => {
    const write = ({ index }: BenchmarkItem) =>
      index === 4
        ? Promise.reject(new AppError(code, 'no', { detail: 'raw' }))
        : Promise.resolve({ boxes: [], raw: '' });
    const { done, ended } = start({ write });
    await ended;
    expect(done).toHaveLength(20);
    expect(done.find(({ index }) => index === 4)).toMatchObject({ success: false, problem: 'no', raw: 'raw' });
  });

  it('ends at once where going on makes no sense, and stops what is being written', async () => {
    const stopped: number[] = [];
    const write = ({ index }: BenchmarkItem, signal: AbortSignal): Promise<never> =>
      index === 2
        ? Promise.reject(new AppError('llm_unreachable', 'nobody there'))
        : new Promise((_resolve, reject) => {
            signal.addEventListener('abort', () => {
              stopped.push(index);
              reject(new AppError('cancelled', 'stopped'));
            });
          });
    const { done, ended } = start({ write });
    await expect(ended).rejects.toMatchObject({ code: 'llm_unreachable' });
    expect(done).toEqual([]);
    expect(stopped).toEqual([0, 1]);
  });

  it('is cancelled by its signal; what was written is kept', async () => {
    const controller = new AbortController();
    const write = ({ index }: BenchmarkItem) => {
      if (index === 5) controller.abort();
      return Promise.resolve({ boxes: [], raw: '' });
    };
    const { done, ended } = start({ write, parallel: 1, signal: controller.signal });
    await expect(ended).rejects.toMatchObject({ code: 'cancelled' });
    expect(done).toHaveLength(6);
  });
});

describe('results on disk', () => {
  const good = (index: number): Outcome => judge(itemAt(index), { boxes: [], raw: '' });

  it('are taken up again; half a line, other prompts and prompts without a layout are not', () => {
    const file = join(temporaryFolder(), 'deep', 'results.jsonl');
    const first = openResults(file, items, false);
    expect(first.earlier).toEqual([]);
    first.add(good(0));
    first.add(withoutLayout(itemAt(1), 'too slow'));
    first.add({ ...good(2), prompt: 'another benchmark' });
    first.add(good(3));
    appendFileSync(file, '{"index": 4, "task": "neg');
    const second = openResults(file, items, false);
    expect(second.earlier.map(({ index }) => index)).toEqual([0, 3]);
    second.add(good(4));
    expect(openResults(file, items, false).earlier.map(({ index }) => index)).toEqual([0, 3, 4]);
    expect(openResults(file, items, true).earlier).toEqual([]);
  });

  it('that can not be kept are told', () => {
    const file = join(temporaryFolder(), 'results.jsonl');
    openResults(file, items, false).add(good(0));
    expect(readFileSync(file, 'utf8')).toMatch(/^\{.*\}\n$/);
    expect(() => openResults(join(file, 'below-a-file.jsonl'), items, false)).toThrow(
      expect.objectContaining({ code: 'disk' }),
    );
  });
});

describe('the report', () => {
  const outcomes = [
    judge(itemAt(0), { boxes: [], raw: '[]' }),
    judge(itemAt(120), { boxes: [{ name: 'two <backpacks>', box: [10, 20, 30, 40] }], raw: "[('two <b>', …)]" }),
    withoutLayout(itemAt(121), 'The model took too long.'),
  ];

  it('counts by task and over all', () => {
    const report = reportOf(outcomes);
    expect(report.tasks.negation).toEqual({ success: 1, total: 1, rate: 1 });
    expect(report.tasks.numeracy).toEqual({ success: 0, total: 2, rate: 0 });
    expect(report.tasks.spatial).toEqual({ success: 0, total: 0, rate: 0 });
    expect(report.overall).toEqual({ success: 1, total: 3, rate: 0.3333 });
    expect(tableOf(report)).toMatch(/overall +1\/3 +0\.33$/);
  });

  it('draws the failing layouts, with nothing of an answer taken for markup', () => {
    const page = pageOf('Layouts of gpt <4>', reportOf(outcomes), outcomes);
    expect(page.match(/<svg/g)).toHaveLength(2);
    expect(page).toContain('<rect x="10" y="20" width="30" height="40"');
    expect(page).toContain('Wanted: 2 × backpack.');
    expect(page).toContain('The model took too long.');
    expect(page).toContain('two &lt;backpacks&gt;');
    expect(page).not.toMatch(/<backpacks>|<4>/);
  });
});
