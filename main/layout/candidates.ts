import { AppError } from '../../preload/contract/errors.ts';
import type { Layout } from '../../preload/contract/layout.ts';
import type { Candidate } from '../../preload/contract/lint.ts';
import type { LayoutRequest, LayoutResult } from '../../preload/contract/stage1.ts';
import { satisfies } from '../evaluate/predicates.ts';
import { evaluatedBoxes } from '../evaluate/stage1.ts';
import { taskOf } from '../evaluate/task.ts';
import { lintLayout, scoreOf } from './lint.ts';
import type { LintContext } from './lint/finding.ts';

/**
 * Several layouts for one sentence, the best first. The stored answer may be one of them; the others are asked for anew. Where the
 * rules had to step in, one layout is all there is; where it is stopped, those that are there.
 * @param write writes one layout; how a failed one is judged: others may do, but without any its error is told
 * @throws AppError as `write`
 */
export async function writeCandidates(
  request: LayoutRequest,
  count: number,
  write: (request: LayoutRequest) => Promise<LayoutResult>,
  context: LintContext,
): Promise<Candidate[]> {
  const results: LayoutResult[] = [];
  let failure: AppError | null = null;
  for (let i = 0; i < count; i++) {
    try {
      const result = await write(i === 0 ? request : { ...request, cache: 'bypass' });
      if (result.provider !== 'rules' || results.length === 0) results.push(result);
      if (result.provider === 'rules') break; // they write the same again
    } catch (error) {
      failure = AppError.from(error);
      if (results.length === 0) throw failure;
      break;
    }
  }
  return rank(distinct(results), context);
}

/** By whether they show what the sentence asks for, then by their issues; equals stay in their order. */
export function rank(results: readonly LayoutResult[], context: LintContext): Candidate[] {
  const candidates = results.map((result): Candidate => {
    const issues = lintLayout(result.layout, context);
    return { result, issues, score: scoreOf(issues), meetsTask: meetsTask(result.layout) };
  });
  const missed = ({ meetsTask: meets }: Candidate): number => (meets === false ? 1 : 0);
  return candidates.toSorted((a, b) => missed(a) - missed(b) || b.score - a.score);
}

/** The benchmark's own judgement, for sentences of its kinds. */
function meetsTask(layout: Layout): boolean | null {
  const task = taskOf(layout.prompt);
  return task === null ? null : satisfies(task, evaluatedBoxes(layout));
}

function distinct(results: readonly LayoutResult[]): LayoutResult[] {
  const seen = new Map(
    results.map((result) => {
      const { boxes, background, negative } = result.layout;
      const shown = boxes.map(({ caption, rect }) => ({ caption, rect }));
      return [JSON.stringify([shown, background, negative]), result];
    }),
  );
  return [...seen.values()];
}
