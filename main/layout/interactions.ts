import type { Layout } from '../../preload/contract/layout.ts';
import { readScene } from './rules/read-scene.ts';
import type { Relation } from './rules/scene.ts';

/** The text encoder takes 77 tokens; a word is one or two. */
const mostWords = 50;
const excluding = /,?\s+(?:(?:and|but|with)\s+)?(?:without|no|not)\b.*$/i;

/**
 * Boxes tell what stands where, but not what it does: from "a man riding a horse" an overall prompt made of captions keeps
 * a man and a horse. Where things act on each other the sentence itself is the overall prompt, without what it excludes.
 */
export function withOverall(layout: Layout): Layout {
  const sentence = layout.prompt.replace(/\s+/g, ' ').trim().replace(/\.$/, '').replace(excluding, '');
  const isLong = sentence.split(' ').length > mostWords;
  if (layout.overall !== null || isLong || layout.boxes.length < 2) return layout;
  return hasInteraction(sentence) ? { ...layout, overall: sentence } : layout;
}

function hasInteraction(sentence: string): boolean {
  const text = sentence.toLowerCase();
  return readScene(sentence).relations.some(({ kind, subjects, objects }: Relation) => {
    if (kind === 'riding' || kind === 'holding') return true;
    return (
      kind === 'beside' &&
      subjects.some((one) => objects.some((other) => isActing(text, one.phrase.typed, other.phrase.typed)))
    );
  });
}

/** Whether a verb alone stands between two phrases: "chasing", "is looking at". */
function isActing(text: string, subject: string, object: string): boolean {
  const start = text.indexOf(subject.toLowerCase()) + subject.length;
  const between = text.slice(start, text.indexOf(object.toLowerCase(), start));
  return /^ (?:(?:is|are|who is|that is) )?[a-z]+ing(?: (?:at|to|after|for|with|into|against|onto))? $/.test(between);
}
