import type { Aspect, EverydayPrompt, Verdict } from './everyday.ts';
import { aspects } from './everyday.ts';

export interface EverydayOutcome {
  readonly prompt: EverydayPrompt['prompt'];
  readonly verdict: Verdict;
}

/** How many layouts are right in each aspect, and in all of them. */
export interface EverydayReport {
  readonly total: number;
  readonly right: Readonly<Record<Aspect | 'all', number>>;
  /** What is wrong, by sentence. */
  readonly faults: readonly { readonly prompt: string; readonly faults: readonly string[] }[];
}

export function everydayReport(outcomes: readonly EverydayOutcome[]): EverydayReport {
  const isRight = (verdict: Verdict, aspect: Aspect): boolean => verdict[aspect].length === 0;
  const count = (test: (verdict: Verdict) => boolean): number => outcomes.filter(({ verdict }) => test(verdict)).length;
  const by = (aspect: Aspect): number => count((verdict) => isRight(verdict, aspect));
  return {
    total: outcomes.length,
    right: {
      objects: by('objects'),
      counts: by('counts'),
      places: by('places'),
      prompts: by('prompts'),
      sensible: by('sensible'),
      all: count((verdict) => aspects.every((aspect) => isRight(verdict, aspect))),
    },
    faults: outcomes.flatMap(({ prompt, verdict }) => {
      const faults = [...new Set(aspects.flatMap((aspect) => verdict[aspect]))];
      return faults.length === 0 ? [] : [{ prompt, faults }];
    }),
  };
}

const titles: readonly (readonly [Aspect | 'all', string])[] = [
  ['objects', 'all objects, and no others'],
  ['counts', 'right counts'],
  ['places', 'right places'],
  ['prompts', 'background and exclusions'],
  ['all', 'everything right'],
  ['sensible', 'sensible in any case'],
];

/** The report for a terminal: what is wrong with which sentence, then the numbers. */
export function everydayText({ total, right, faults }: EverydayReport): string {
  const wrong = faults.map((entry) => `${entry.prompt}\n  ${entry.faults.join('\n  ')}`);
  const rows = titles.map(([key, title]) => `${title.padEnd(30)}${`${right[key]}/${total}`.padStart(8)}`);
  return [...wrong, ...(wrong.length === 0 ? [] : ['']), ...rows].join('\n');
}
