import { AppError } from '../../preload/contract/errors.ts';
import type { EverydayOutcome, EverydayReport } from '../evaluate/everyday-report.ts';
import { everydayReport } from '../evaluate/everyday-report.ts';
import { everydayPrompts, judgeEveryday } from '../evaluate/everyday.ts';
import type { BenchmarkFlags } from './benchmark-command.ts';
import { writeLayoutFor } from './layout-command.ts';
import { shareBar } from './progress-bar.ts';
import type { Session } from './session.ts';

export type EverydayFlags = Pick<BenchmarkFlags, 'provider' | 'model' | 'form'>;

/** Lets layouts be written for everyday sentences, one after the other, and judges them. @throws AppError */
export async function benchmarkEveryday(session: Session, flags: EverydayFlags): Promise<EverydayReport> {
  const { provider = 'rules', model, form } = flags;
  const prompts = everydayPrompts();
  const outcomes: EverydayOutcome[] = [];
  const bar = shareBar(process.stderr, 'Layouts', prompts.length);
  try {
    for (const expected of prompts) {
      if (session.signal.aborted) throw new AppError('cancelled', 'Cancelled.');
      const { prompt } = expected;
      const quiet = { ...session, note: () => undefined };
      const { layout } = await writeLayoutFor(quiet, { prompt, provider, model, form });
      outcomes.push({ prompt, verdict: judgeEveryday(expected, layout) });
      bar.show(outcomes.length);
    }
  } finally {
    bar.end();
  }
  return everydayReport(outcomes);
}
