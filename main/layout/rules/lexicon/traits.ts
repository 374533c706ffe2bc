import { wordSet } from './word-set.ts';

/** What a thing is good for, as far as placing or captions depend on it. All nouns singular. */
export const traits = {
  /** Seen high in a picture unless the sentence says otherwise. */
  sky: wordSet(`sun moon star cloud bird seagull gull eagle hawk crow raven bat balloon kite airplane plane aeroplane jet aircraft helicopter drone rainbow ufo
    airship blimp zeppelin butterfly dragonfly bee comet planet firework parachute spaceship rocket dragon swallow pigeon snowflake lightning`),
  /** Hangs on a wall. */
  wall: wordSet('painting poster mirror window clock chandelier curtain picture portrait'),
  /** Carries things on its upper side. */
  surface:
    wordSet(`table desk shelf counter sideboard dresser cabinet tray plate stool nightstand windowsill bookcase bookshelf countertop workbench
    pedestal platform stump stove barrel crate box plinth`),
  /** Things on it stand lower than its upper edge: on the seat, between the boards. */
  seat: wordSet(
    'chair armchair sofa couch bed bench throne loveseat hammock swing sled wagon cart boat raft canoe surfboard skateboard plate tray',
  ),
  /** Lies flat, seen from above: things stand within its box. */
  flat: wordSet('rug carpet mat blanket towel skateboard surfboard'),
  container:
    wordSet(`box basket bowl cup mug glass vase pot bucket jar bottle bag backpack cage car bathtub tub crate suitcase drawer cart wagon boat canoe
    nest barrel pan tank carton bin hamper jug dish tin crib cradle envelope cauldron terrarium birdcage fridge refrigerator oven aquarium fishbowl truck train bus tent bed pocket hat sleigh sink chest wheelbarrow teacup planter armchair`),
  person:
    wordSet(`person man woman child kid boy girl baby toddler astronaut doctor nurse teacher farmer chef cook soldier knight wizard witch king queen
    prince princess firefighter policeman policewoman officer dancer singer musician worker clown pirate cowboy samurai ninja lady gentleman guy couple
    tourist waiter waitress bride groom angel skater skier surfer player runner cyclist fisherman hunter painter artist student monk nun santa robot
    elf gnome fairy mermaid superhero adult snowman scarecrow rider jockey patient photographer skateboarder driver pilot baker butcher gardener juggler drummer boxer wrestler swimmer climber hiker jogger explorer engineer
    judge priest president sailor captain viking gladiator archer warrior hero actor actress model teenager grandma grandpa uncle aunt mom dad friend customer
    detective spy thief vendor bartender barista plumber carpenter builder ballerina cheerleader scout tailor referee goalkeeper lifeguard troll ogre goblin orc dwarf giant demon skeleton mummy twin triplet neighbor neighbour librarian grandmother grandfather mother father sister brother`),
  animal:
    wordSet(`cat dog fox monkey lamb goat goose swan eagle hawk peacock raccoon badger beaver otter corgi poodle hare koala piglet penguin bird sparrow robin
    pigeon parrot crow seagull gull duck duckling chicken hen rooster squirrel rat rabbit bunny kitten puppy turtle crab lizard owl bat sheep pig wolf deer
    calf donkey pony kangaroo lion tiger leopard cheetah panther panda seal dolphin shark alligator crocodile horse cow bull ox buffalo zebra camel llama
    moose elk bear gorilla unicorn rhino rhinoceros hippo hippopotamus giraffe elephant dinosaur dragon whale mammoth mouse hamster frog fish goldfish
    butterfly bee snake octopus teddy snail ant spider raven ostrich flamingo pelican otter hedgehog`),
  /** Can be ridden. */
  mount:
    wordSet(`horse pony donkey camel elephant bicycle bike motorcycle motorbike scooter moped unicorn zebra llama dragon skateboard surfboard broom
    broomstick cow bull ostrich tricycle unicycle dolphin bear wolf lion tiger snowboard sled whale turtle dinosaur pig sheep goat`),
  /** Belongs to who has it and gets no box of its own: worn, grown or built in. */
  part: wordSet(`hat cap beard moustache mustache glasses sunglasses hair tail ear eye nose mouth face smile wing horn mane paw leg arm hand finger foot head
    fur whisker feather spot stripe shirt t-shirt dress suit coat jacket sweater hoodie scarf tie jeans trousers pants shorts skirt shoe boot glove sock
    crown helmet necklace earring ponytail braid uniform apron costume armor armour cape robe kimono tattoo freckle goggles headphones bow ribbon collar
    roof door window chimney wheel sail leaf branch trunk petal stem thorn handle lid label logo pattern dot line edge frame strap pocket button sleeve
    headlight windshield tire tyre engine antenna screen spout cushion drawer bikini swimsuit tuxedo raincoat overcoat sundress gown nightgown jumpsuit spacesuit wetsuit tracksuit vest
    blouse cardigan sari poncho leotard tutu overalls onesie kilt veil belt backpack mask makeup turban pajamas cloak
    tablecloth leash saddle bridle rope expression outfit clothes clothing texture color colour background`),
  /** Parts of furniture, which do not stand on it. */
  fitting: wordSet('tablecloth drawer leg handle lid door wheel edge'),
  /** Goes around other things even if there is only one. */
  ring: wordSet('fence wall ring scarf ribbon wreath frame rope circle garland necklace moat belt snake hedge'),
  /** Small enough to be held. */
  handheld:
    wordSet(`umbrella balloon kite cup mug glass bottle book phone cellphone smartphone camera ball flower rose bouquet apple banana sword guitar violin
    flag candle lantern torch wand bag basket sign pen pencil brush fish racket bat spoon fork knife sandwich cake cupcake pizza burger hamburger donut
    key map newspaper letter card gift present toy doll teddy stick shield spear gun trumpet flute microphone tablet bone frisbee bucket axe hammer`),
  /** Mean a number of things as one: "a group of people". */
  group: wordSet(
    'group crowd flock herd bunch bouquet pile stack row bundle swarm pack school team family collection set heap cluster assortment variety',
  ),
  /** Plural in form, one thing. */
  pairOnly: wordSet(
    'glasses sunglasses scissors jeans pants trousers shorts headphones binoculars pliers pajamas tongs goggles tights leggings',
  ),
} as const;

export type Trait = keyof typeof traits;

/** Endings of people in general: "businesswoman", "violinist", "magician". */
const namesPerson = /..(?:man|woman|ist|ician)$/;

/** Whether a noun has a trait; of a compound its last part counts ("fish-bowl"). */
export const has = (trait: Trait, noun: string): boolean =>
  traits[trait].has(noun) ||
  traits[trait].has(noun.slice(noun.lastIndexOf('-') + 1)) ||
  (trait === 'person' && namesPerson.test(noun));
