import type { NounPhrase } from '../rules/noun-phrase.ts';
import { readScene } from '../rules/read-scene.ts';
import type { Relation, Scene, Thing } from '../rules/scene.ts';

/** An object as a model names it; words that are not of `wheres` and `relations` say nothing. */
export interface NamedObject {
  readonly name: string;
  readonly count: number;
  readonly where: string;
  readonly relation: string;
  /** The object that the relation is to. */
  readonly to: string;
}

/** Words of place that a model may choose from. */
export const wheres: Readonly<Record<string, Thing['place']>> = {
  anywhere: {},
  left: { column: 'left' },
  right: { column: 'right' },
  top: { row: 'top' },
  bottom: { row: 'bottom' },
  middle: { column: 'centre', row: 'middle' },
  'top left': { column: 'left', row: 'top' },
  'top right': { column: 'right', row: 'top' },
  'bottom left': { column: 'left', row: 'bottom' },
  'bottom right': { column: 'right', row: 'bottom' },
};

/** Relations that a model may choose from. */
export const relations: Readonly<Record<string, Relation['kind'] | null>> = {
  none: null,
  'left of': 'left-of',
  'right of': 'right-of',
  above: 'above',
  below: 'below',
  on: 'on',
  in: 'inside',
  'in front of': 'in-front-of',
  behind: 'behind',
  'next to': 'beside',
  between: 'between',
  around: 'around',
  riding: 'riding',
  holding: 'holding',
};

/** Named objects as the rules see a sentence: things, and how they stand to each other. */
export function sceneOf(objects: readonly NamedObject[], background: string, negative: string): Scene {
  const things = objects.map(thingOf);
  const stand = objects.flatMap((object, i): Relation[] => {
    const [kind, subject] = [relations[object.relation.trim().toLowerCase()], things[i]];
    const to = plain(object.to);
    if (!kind || subject === undefined || to === '') return [];
    const meant = things.filter((thing) => thing !== subject && names(to, thing));
    return meant.length === 0 ? [] : [{ kind, subjects: [subject], objects: meant }];
  });
  return { things, relations: stand, background: background || 'A realistic scene', negative };
}

function thingOf({ name, count, where }: NamedObject): Thing {
  const bare = plain(name);
  const [read] = readScene(count === 1 ? bare : `${count} ${bare}`).things;
  const thing = read ?? { phrase: simplePhrase(bare), actions: [], suffix: '', place: {}, flying: false };
  const phrase: NounPhrase =
    count === 1 ? { ...thing.phrase, count } : { ...thing.phrase, count, plural: true, typed: `${count} ${bare}` };
  return { ...thing, phrase, place: wheres[where.trim().toLowerCase()] ?? {} };
}

/** For names that the rules take for something else than a thing: "a beach". */
function simplePhrase(text: string): NounPhrase {
  const words = text.toLowerCase().split(' ');
  const head = words.at(-1) ?? '';
  const modifiers = words.slice(0, -1);
  return {
    ...{ text, typed: `a ${text}`, determiner: 'indefinite', count: 1, plural: false },
    ...{ head, noun: head, modifiers, proper: false },
  };
}

const plain = (name: string): string =>
  name
    .trim()
    .replace(/^(?:an?|the|one)\s+/i, '')
    .replace(/\.+$/, '');

/** Whether a text means a thing: by its name, or by its noun alone. */
const names = (text: string, { phrase }: Thing): boolean =>
  [phrase.text, phrase.head].some(
    (name) => name !== '' && ` ${text.toLowerCase()} `.includes(` ${name.toLowerCase()} `),
  );
