import type { NounPhrase } from './noun-phrase.ts';
import type { Segment } from './segments.ts';

/** What to draw when nothing was understood: the first noun phrase, else the beginning of the prompt as it is. */
export function fallbackPhrase(prompt: string, segments: readonly Segment[]): NounPhrase {
  const noun = segments.find((segment) => segment.type === 'noun');
  if (noun) return noun.phrase;
  const text = Array.from(prompt.trim().replace(/\s+/g, ' ')).slice(0, 60).join('');
  return {
    text,
    typed: text,
    determiner: 'none',
    count: 1,
    plural: false,
    head: text,
    noun: text,
    modifiers: [],
    proper: true,
  };
}
