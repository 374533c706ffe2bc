import { wordSet } from './word-set.ts';

export const colours =
  wordSet(`red orange yellow green blue purple pink brown black white gray grey golden gold silver violet turquoise cyan magenta beige teal
  maroon navy crimson scarlet indigo cream ivory khaki lime olive lavender bronze copper colorful colourful multicolored multicoloured transparent`);

/** Adjectives that are likely to stand in a row: "a big, red ball", "a black and white cat"; and after "is". */
export const adjectives: ReadonlySet<string> = new Set([
  ...colours,
  ...wordSet(`big small large little tiny huge giant gigantic enormous massive miniature tall short long wide narrow thin thick fat slim round square
  rectangular triangular oval flat curved old young new ancient modern antique vintage rusty shiny dirty clean dusty wet dry hot cold warm cool fluffy furry
  fuzzy soft hard smooth rough spiky wooden metal metallic plastic stone marble leather ceramic paper golden striped spotted dotted checkered
  plaid plain cute pretty beautiful lovely ugly handsome happy sad angry sleepy tired hungry lazy playful friendly scary funny strange weird magic magical
  mysterious cozy comfortable empty full open closed broken ripe fresh rotten sweet delicious bright dark light pale deep vivid glowing sparkling fancy
  elegant simple rustic futuristic realistic majestic tasty steaming adorable brave busy calm crowded snowy sunny cloudy rainy foggy stormy misty sandy
  rocky grassy green leafy lush quiet loud fast slow strong weak heavy expensive cheap famous royal wild domestic male female elderly bald blonde
  bearded smiling sleeping single lone lonely solitary three-legged gray-haired`),
]);
