import { wordSet } from './word-set.ts';

/** Begin a noun phrase and say nothing about its number. */
export const determiners = wordSet(
  `a an the this that these those his her its their my our your another other each every any either one's whose`,
);

/** Prepositions without a place in the picture; a noun phrase ends before one. */
export const prepositions =
  wordSet(`in on at by of from to into onto over under above below beneath underneath behind beside besides between among amongst amid with without
  within inside outside near around about across along alongside through throughout during for like as against towards toward upon off up down past beyond
  until since before after except via atop left right opposite amidst despite per than including containing featuring`);

export const conjunctions = wordSet(
  'and or nor but while whereas plus & then so if because although though when where which who whom whose that',
);

export const pronouns = wordSet(
  'it him her them he she they itself himself herself themselves you i we us me one ones something someone everything nothing each-other nobody no-one noone everyone everybody anybody anyone',
);

/** Words that say how or where in a way that boxes can not show. */
export const adverbs =
  wordSet(`there here together apart alone away again also too just only very really quite rather almost nearly about approximately exactly
  happily quietly slowly quickly gently softly peacefully directly immediately slightly partly fully completely already ever never always often
  outside outdoors indoors inside nearby everywhere somewhere side-by-side respectively all both not either neither even maybe perhaps please well yet
  high low far close back forth ahead straight`);

/** End in -ly without being adverbs. */
export const notAdverbs =
  wordSet(`butterfly dragonfly firefly housefly fly family lily jelly belly bully holly july italy assembly dolly trolley curly woolly silly ugly
  lovely friendly elderly early daily lonely holy jolly chilly hilly oily smelly wobbly bubbly cuddly lively likely only monopoly supply reply ally
  prickly crinkly wrinkly sparkly fuzzily grizzly pearly burly surly gnarly`);

/** Forms of "be" and helpers of other verbs. */
export const copulas = wordSet(
  `is are was were be been being am isn't aren't has have had does do did can could will would should may might must let's it's there's`,
);

/** What people write before the description itself: "draw me", "I want to see". */
export const request =
  /^(?:(?:please|hi|hello|hey|can you|could you|would you|i want(?: you)?(?: to)?|i would like(?: to)?|i'd like(?: to)?|i need|let's|we need) ?(?:, ?)?)*(?:(?:see|draw|create|generate|make|paint|show|render|produce|imagine|depict|picture|give|have|place|put|add|design|sketch|illustrate|visuali[sz]e)(?: (?:me|us|for me))? (?=(?:an?|the|some|one|two|three|four|five|six|seven|eight|nine|ten|\d+|my|several|many) ))?/;
