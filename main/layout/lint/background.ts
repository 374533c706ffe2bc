import { visible } from '../geometry/rects.ts';
import { readScene } from '../rules/read-scene.ts';
import type { Check } from './finding.ts';
import { quoted } from './finding.ts';
import { wordsOf } from './wishes.ts';

/** What has a box and is named in the background as well would be drawn twice. */
export const backgroundRepeats: Check = (layout) => {
  const words = wordsOf(layout.background);
  const seen = new Set<string>();
  return visible(layout).flatMap(({ caption }) => {
    const noun = nounOf(caption);
    if (noun === '' || !words.has(noun) || seen.has(noun)) return [];
    seen.add(noun);
    const boxes = visible(layout).filter((box) => nounOf(box.caption) === noun);
    return [
      {
        code: 'background_repeats',
        boxes: boxes.map(({ id }) => id),
        message: `The background names ${quoted([caption])} too, so it may be drawn twice.`,
        fix: {
          title: 'Take it out of the background',
          apply: (now) => ({ ...now, background: withoutNoun(now.background, noun, caption) }),
        },
      },
    ];
  });
};

const nounOf = (caption: string): string => readScene(caption).things[0]?.phrase.head.toLowerCase() ?? '';

const joint = String.raw`(?:\s*,)?\s*(?:\b(?:and|with|of|featuring|beside|near|next to|behind|in front of|on|under|by|around)\s+)*`;
const article = String.raw`(?:\b(?:an?|the|some|one|two|three|four|five|six|several|many)\s+)?`;

/** Removes a noun with its article, its adjectives and what joins it to the rest. */
function withoutNoun(background: string, noun: string, caption: string): string {
  const own = caption.match(/[\p{L}\p{N}'-]+/gu) ?? [];
  const adjectives = own.filter((word) => !/^(?:an?|the)$/i.test(word)).map(escaped);
  const word = String.raw`(?:(?:${adjectives.join('|')})\s+)*${escaped(noun)}(?:e?s)?\b`;
  const left = background
    .replace(
      new RegExp(String.raw`(${joint})${article}${word}(\s*(?:,|\band\b)\s*)?`, 'giu'),
      (_all, before: string, after?: string) => (after === undefined ? '' : before),
    )
    .replace(/\s+([,.])/g, '$1')
    .replace(/^[\s,]*(?:(?:and|with|of)\s+)*|[\s,]*(?:\s(?:and|with|of))*[\s,]*$/gi, '')
    .replace(/\s{2,}/g, ' ')
    .trim();
  if (wordsOf(left).has(noun))
    return left.replace(new RegExp(String.raw`\s*\b\S*${escaped(noun)}\S*`, 'giu'), '').trim() || plain;
  return left === '' ? plain : left.charAt(0).toUpperCase() + left.slice(1);
}

const plain = 'A realistic scene';

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
