import { has } from './traits.ts';

/**
 * How large things are beside each other in a picture: side, width ÷ height, nouns. The side is that of a square of the same area, as share of the
 * shorter side of a canvas that shows several things. Real ratios are flattened: a cat beside a house must still be drawn by some latent cells.
 */
const table = `
0.10 1.00 ant bee beetle berry button coin cherry dice die earring fly grape ladybug ladybird marble nut pea pill ring seed snail
0.11 0.35 key match needle nail screw straw toothpick toothbrush chopstick cigarette lipstick
0.13 1.20 butterfly dragonfly moth spider strawberry cookie mushroom mouse hamster frog chick lemon lime plum shell egg
0.14 0.30 candle pen pencil brush spoon fork knife wand flute feather screwdriver
0.14 1.40 steak sausage pancake waffle croissant sushi cheese bacon fries chop bagel pretzel biscuit
0.15 1.00 apple orange peach pear tomato onion potato ball cupcake donut doughnut muffin clock watch compass snowflake orb dart badge medal
0.17 1.00 star cup mug glass bowl jar melon cabbage skull hat cap helmet globe camera alarm gift present coconut kettle
0.17 2.00 banana carrot fish goldfish shoe boot slipper sandwich hotdog burger phone cellphone smartphone glove sunglasses glasses mask bread loaf
0.18 0.60 rose tulip flower sunflower daisy cactus lantern trophy doll teddy statuette hourglass toy
0.18 1.30 bird sparrow robin pigeon parrot crow seagull gull duck duckling chicken hen rooster squirrel rat rabbit bunny kitten puppy turtle crab lizard owl bat
0.18 1.35 book notebook envelope letter card tablet magazine cake pizza pie keyboard hamburger salad radio toaster teapot
0.20 0.38 bottle vase wine pitcher thermos umbrella can lamp
0.22 1.00 basket bucket box pot backpack bag purse handbag pillow cushion drum plant bouquet football basketball suitcase balloon kite barrel crate
0.22 1.50 plate saucer tray board platter
0.24 1.35 laptop computer monitor tv television microwave painting picture poster mirror window guitar violin chest typewriter
0.25 1.25 cat dog fox monkey lamb goat goose swan eagle hawk peacock raccoon badger beaver otter corgi poodle hare koala piglet penguin
0.26 1.00 stool pumpkin rock stone bush shrub sun moon wheel drone fire campfire flag fountain scarecrow
0.32 0.70 snowman
0.30 0.70 chair armchair throne rocker wheelchair highchair
0.30 0.45 child kid boy girl baby toddler dwarf elf gnome
0.30 1.45 sheep pig wolf deer calf donkey pony kangaroo lion tiger leopard cheetah panther panda seal dolphin shark alligator crocodile sled wagon cart stroller
0.30 4.00 windowsill
0.30 2.50 surfboard skateboard snowboard branch log roof
0.33 1.60 bicycle bike motorcycle motorbike scooter moped tricycle rainbow cloud bench piano
0.36 0.42 person man woman astronaut doctor nurse teacher farmer chef cook soldier knight wizard witch king queen prince princess firefighter policeman
0.36 0.42 policewoman officer dancer singer musician worker clown pirate cowboy samurai ninja lady gentleman guy adult tourist waiter waitress bride groom
0.36 0.42 angel skater skier surfer player runner cyclist fisherman hunter painter artist student monk nun santa zombie vampire ghost alien superhero
0.36 0.42 mermaid statue mannequin robot giraffe door wardrobe refrigerator fridge streetlight lamppost signpost ladder mother father sister brother rider jockey
0.36 0.42 patient photographer skateboarder driver pilot baker butcher gardener juggler drummer boxer wrestler swimmer climber hiker jogger explorer engineer judge priest
0.36 0.42 president sailor captain viking gladiator archer warrior hero actor actress model teenager grandma grandpa uncle aunt mom dad friend customer
0.36 0.42 detective spy thief vendor bartender barista plumber carpenter builder ballerina cheerleader scout tailor referee goalkeeper lifeguard
0.38 0.80 couple
0.38 1.30 horse cow bull ox buffalo zebra camel llama moose elk bear gorilla unicorn rhino rhinoceros hippo hippopotamus group crowd family team band flock herd
0.40 1.50 table desk bed cabinet dresser sideboard counter bookcase bookshelf stove oven fireplace shelf couch sofa loveseat rug carpet mat tent boat canoe kayak raft
0.42 1.80 car taxi cab jeep van suv convertible limousine ambulance tractor pickup sedan racecar
0.46 0.70 tree palm oak pine willow rocket pillar
0.46 1.20 elephant dinosaur dragon whale mammoth helicopter airship blimp zeppelin shed hut cottage wave
0.50 2.10 truck lorry bus train tram locomotive airplane plane aeroplane jet aircraft spaceship ship yacht sailboat submarine fence bridge ufo
0.60 0.50 cliff tower lighthouse windmill obelisk skyscraper
0.66 1.15 house barn castle church temple building cabin mansion villa school hotel palace cathedral pyramid mosque factory hospital station stadium
0.75 2.00 mountain hill island volcano lake pond river waterfall road wall`;

export interface Size {
  /** Side of a square of the same area, as share of the canvas' shorter side. */
  readonly side: number;
  /** Width ÷ height. */
  readonly aspect: number;
}

const usual: Size = { side: 0.24, aspect: 1 };

const sizes: ReadonlyMap<string, Size> = new Map(
  table
    .trim()
    .split('\n')
    .flatMap((line) => {
      const [side, aspect, ...nouns] = line.split(' ');
      const size = { side: Number(side), aspect: Number(aspect) };
      return nouns.map((noun): [string, Size] => [noun, size]);
    }),
);

/** What an adjective does to a size: [factor of the side, factor of the aspect]. */
const adjectives: ReadonlyMap<string, readonly [number, number]> = new Map([
  ['tiny', [0.55, 1]],
  ['miniature', [0.55, 1]],
  ['small', [0.75, 1]],
  ['little', [0.75, 1]],
  ['short', [0.9, 1.2]],
  ['tall', [1.15, 0.75]],
  ['long', [1.1, 1.4]],
  ['wide', [1.1, 1.4]],
  ['narrow', [0.9, 0.7]],
  ['big', [1.3, 1]],
  ['large', [1.3, 1]],
  ['huge', [1.6, 1]],
  ['giant', [1.7, 1]],
  ['gigantic', [1.7, 1]],
  ['enormous', [1.7, 1]],
  ['massive', [1.6, 1]],
]);

/** The longest known noun at the end of a word, of four letters at least: "motorboat" → "boat". */
function knownEnding(noun: string): Size | undefined {
  for (let start = 1; start <= noun.length - 4; start++) {
    const size = sizes.get(noun.slice(start));
    if (size !== undefined) return size;
  }
  return undefined;
}

export const sizeKnown = (noun: string): boolean => sizes.has(noun);

/** Size of a thing by its noun (singular, lower case) and the adjectives before it. */
export function sizeOf(noun: string, modifiers: readonly string[]): Size {
  let { side, aspect } = sizes.get(noun) ?? knownEnding(noun) ?? (has('person', noun) ? sizeOf('person', []) : usual);
  for (const modifier of modifiers) {
    const [larger, wider] = adjectives.get(modifier) ?? [1, 1];
    side *= larger;
    aspect *= wider;
  }
  return { side, aspect };
}
