import { useEffect, useState } from 'react';
import type { StoredAnswer } from '../../preload/contract/answers.ts';
import { AppError } from '../../preload/contract/errors.ts';
import type { LayoutResult } from '../../preload/contract/stage1.ts';
import { useDocument, useStudio } from '../app/studio.ts';

const pause = 200; // milliseconds after the last keystroke

interface Reading {
  /** Null while it is not known, and where there is none. */
  readonly result: LayoutResult | null;
  /** Why no layout can be read, in words. */
  readonly problem: string | null;
}

/** The layout that a stored answer, or what it is being corrected to, stands for on the present canvas. */
export function useReading({ caption, template, model }: StoredAnswer, answer: string): Reading {
  const { client } = useStudio();
  const canvas = useDocument((state) => state.layout.canvas);
  const [reading, setReading] = useState<Reading>({ result: null, problem: null });
  useEffect(() => {
    let current = true;
    const read = async (): Promise<Reading> => {
      try {
        const result = await client.call('answers.read', { caption, template, model, answer, canvas });
        return { result, problem: null };
      } catch (error) {
        return { result: null, problem: AppError.from(error).message };
      }
    };
    const timer = setTimeout(() => {
      void read().then((next) => {
        if (current) setReading(next);
      });
    }, pause);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [client, caption, template, model, answer, canvas]);
  return reading;
}
