import { useEffect, useState } from 'react';
import type { AnswerGroup, AnswerSource, StoredAnswer } from '../../preload/contract/answers.ts';
import { useStudio } from '../app/studio.ts';

/** As many answers as are listed; a search finds the others. */
export const mostListed = 200;
const pause = 200; // milliseconds after the last keystroke

interface Answers {
  /** Those that fit; null while they are not known. */
  readonly answers: readonly StoredAnswer[] | null;
  /** All that there are, by template and model. */
  readonly groups: readonly AnswerGroup[];
  /** Looks again after a change. */
  readonly reload: () => void;
}

/** Stored answers that hold these words, of one source or of all. */
export function useAnswers(
  search: string,
  source: AnswerSource | null,
  run: (task: Promise<unknown>) => void,
): Answers {
  const { client } = useStudio();
  const [answers, setAnswers] = useState<readonly StoredAnswer[] | null>(null);
  const [groups, setGroups] = useState<readonly AnswerGroup[]>([]);
  const [changes, setChanges] = useState(0);
  useEffect(() => {
    let current = true;
    const look = async (): Promise<void> => {
      const [found, all] = await Promise.all([
        client.call('answers.list', { search, ...source, limit: mostListed }),
        client.call('answers.groups', {}),
      ]);
      if (!current) return;
      setAnswers(found);
      setGroups(all);
    };
    const timer = setTimeout(() => {
      run(look());
    }, pause);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [client, run, search, source, changes]);
  return {
    answers,
    groups,
    reload: () => {
      setChanges((count) => count + 1);
    },
  };
}
