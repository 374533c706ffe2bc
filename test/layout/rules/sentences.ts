import type { Standing } from '../../../main/evaluate/stands.ts';

export interface Sentence {
  readonly prompt: string;
  /** Caption → number of boxes. */
  readonly boxes: Readonly<Record<string, number>>;
  readonly relations?: readonly (readonly [string, Standing, string])[];
  /** The whole background prompt; "A realistic scene" when it is left out. */
  readonly background?: string;
  /** The whole negative prompt; empty when it is left out. */
  readonly negative?: string;
}

/** What people type, and what must come of it. */
export const sentences: readonly Sentence[] = [
  // relations
  {
    prompt: 'two cats left of a red car on a beach',
    boxes: { 'a cat': 2, 'a red car': 1 },
    relations: [['a cat', 'left of', 'a red car']],
    background: 'A beach',
  },
  {
    prompt: 'three green apples between a bottle and a cup, without people',
    boxes: { 'a green apple': 3, 'a bottle': 1, 'a cup': 1 },
    relations: [
      ['a green apple', 'right of', 'a bottle'],
      ['a green apple', 'left of', 'a cup'],
    ],
    negative: 'people',
  },
  {
    prompt: 'a dog under a table in a kitchen at night',
    boxes: { 'a dog': 1, 'a table': 1 },
    relations: [['a dog', 'below', 'a table']],
    background: 'A kitchen at night',
  },
  {
    prompt: 'an astronaut riding a horse on the moon',
    boxes: { 'an astronaut': 1, 'a horse': 1 },
    relations: [['an astronaut', 'riding', 'a horse']],
    background: 'A realistic scene on the moon',
  },
  {
    prompt: 'five balloons above a boat',
    boxes: { 'a balloon': 5, 'a boat': 1 },
    relations: [['a balloon', 'above', 'a boat']],
  },
  {
    prompt: 'a cup of coffee next to two slices of pizza',
    boxes: { 'a cup of coffee': 1, 'a slice of pizza': 2 },
    relations: [['a cup of coffee', 'beside', 'a slice of pizza']],
  },
  {
    prompt: 'a dog to the left of a cat and to the right of a bird',
    boxes: { 'a dog': 1, 'a cat': 1, 'a bird': 1 },
    relations: [
      ['a dog', 'left of', 'a cat'],
      ['a dog', 'right of', 'a bird'],
    ],
  },
  {
    prompt: 'a car parked in front of a house with a red roof',
    boxes: { 'a car': 1, 'a house with a red roof': 1 },
    relations: [['a car', 'in front of', 'a house with a red roof']],
  },
  {
    prompt: 'The Eiffel Tower behind a red bus',
    boxes: { 'the Eiffel Tower': 1, 'a red bus': 1 },
    relations: [['the Eiffel Tower', 'behind', 'a red bus']],
  },
  {
    prompt: 'a tree between two houses',
    boxes: { 'a tree': 1, 'a house': 2 },
    relations: [['a house', 'around', 'a tree']],
  },
  {
    prompt: 'people sitting around a campfire in the woods',
    boxes: { 'a sitting person': 3, 'a campfire': 1 },
    relations: [['a sitting person', 'around', 'a campfire']],
    background: 'The woods',
  },
  {
    prompt: 'a cat in a box and a mouse on top of the box',
    boxes: { 'a cat': 1, 'a box': 1, 'a mouse': 1 },
    relations: [
      ['a cat', 'inside', 'a box'],
      ['a mouse', 'on', 'a box'],
    ],
  },
  {
    prompt: 'In an indoor scene, a blue cube directly above a red cube with a vase on the left of them',
    boxes: { 'a blue cube': 1, 'a red cube': 1, 'a vase': 1 },
    relations: [
      ['a blue cube', 'above', 'a red cube'],
      ['a vase', 'left of', 'a red cube'],
    ],
    background: 'An indoor scene',
  },
  {
    prompt: 'a fork to the left of a plate and a knife to the right of the plate',
    boxes: { 'a fork': 1, 'a plate': 1, 'a knife': 1 },
    relations: [
      ['a fork', 'left of', 'a plate'],
      ['a knife', 'right of', 'a plate'],
    ],
  },
  {
    prompt: 'two cats on two chairs',
    boxes: { 'a cat': 2, 'a chair': 2 },
    relations: [['a cat', 'on', 'a chair']],
  },
  {
    prompt: 'a vase to the left of a lamp on a wooden table',
    boxes: { 'a vase': 1, 'a lamp': 1, 'a wooden table': 1 },
    relations: [
      ['a vase', 'left of', 'a lamp'],
      ['a vase', 'on', 'a wooden table'],
      ['a lamp', 'on', 'a wooden table'],
    ],
  },
  {
    prompt: 'On a wooden table, there is a vase with flowers and two cups.',
    boxes: { 'a wooden table': 1, 'a vase with flowers': 1, 'a cup': 2 },
    relations: [
      ['a vase with flowers', 'on', 'a wooden table'],
      ['a cup', 'on', 'a wooden table'],
    ],
  },
  {
    prompt: 'A house with a red roof and a big tree in front of it',
    boxes: { 'a house with a red roof': 1, 'a big tree': 1 },
    relations: [['a big tree', 'in front of', 'a house with a red roof']],
  },
  {
    prompt: 'the sun above a mountain and a house below the mountain',
    boxes: { 'a sun': 1, 'a mountain': 1, 'a house': 1 },
    relations: [
      ['a sun', 'above', 'a mountain'],
      ['a house', 'below', 'a mountain'],
    ],
  },
  {
    prompt: 'a goldfish in a bowl on a table',
    boxes: { 'a goldfish': 1, 'a bowl': 1, 'a table': 1 },
    relations: [
      ['a goldfish', 'inside', 'a bowl'],
      ['a bowl', 'on', 'a table'],
    ],
  },
  // lists, counts, plurals
  {
    prompt: 'A cozy living room with a sofa, a lamp and two chairs',
    boxes: { 'a sofa': 1, 'a lamp': 1, 'a chair': 2 },
    background: 'A cozy living room',
  },
  {
    prompt: 'TWO CATS AND A DOG',
    boxes: { 'a cat': 2, 'a dog': 1 },
  },
  {
    prompt: 'A couple of horses and twelve sheep in a meadow, a dozen geese',
    boxes: { 'a horse': 2, 'a sheep': 12, 'a goose': 12 },
    background: 'A meadow',
  },
  {
    prompt: 'several knives, two mice, 3 children and a pair of scissors',
    boxes: { 'a knife': 4, 'a mouse': 2, 'a child': 3, 'a pair of scissors': 1 },
  },
  {
    prompt: 'a big, red ball and a black and white cat',
    boxes: { 'a big red ball': 1, 'a black and white cat': 1 },
  },
  {
    prompt: 'an orange cat, an hourglass and a unicorn',
    boxes: { 'an orange cat': 1, 'an hourglass': 1, 'a unicorn': 1 },
  },
  {
    prompt: 'a group of five people dancing',
    boxes: { 'a dancing person': 5 },
  },
  {
    prompt: 'a hundred sheep in a field',
    boxes: { 'a hundred sheep': 1 },
    background: 'A field',
  },
  // places
  {
    prompt: 'a black cat on the left, a white cat on the right and a ball in the middle',
    boxes: { 'a black cat': 1, 'a white cat': 1, 'a ball': 1 },
    relations: [
      ['a black cat', 'left of', 'a ball'],
      ['a ball', 'left of', 'a white cat'],
    ],
  },
  {
    prompt: 'On the right is a cat and on the left is a dog',
    boxes: { 'a cat': 1, 'a dog': 1 },
    relations: [['a cat', 'right of', 'a dog']],
  },
  {
    prompt: 'a moon at the top of the picture and a boat at the bottom',
    boxes: { 'a moon': 1, 'a boat': 1 },
    relations: [['a moon', 'above', 'a boat']],
  },
  {
    prompt: 'a car on the right, a tree on the left, and a house between them',
    boxes: { 'a car': 1, 'a tree': 1, 'a house': 1 },
    relations: [
      ['a tree', 'left of', 'a house'],
      ['a house', 'left of', 'a car'],
    ],
  },
  {
    prompt:
      'In the center of the image there is a large clock. To the left of the clock stands a vase. To its right there is a lamp.',
    boxes: { 'a large clock': 1, 'a vase': 1, 'a lamp': 1 },
    relations: [['a vase', 'left of', 'a large clock']],
  },
  {
    prompt: 'the left half shows a cat, the right half shows a dog',
    boxes: { 'a cat': 1, 'a dog': 1 },
    relations: [['a cat', 'left of', 'a dog']],
  },
  {
    prompt: 'four chairs around a round table, two violinists to the right of the table',
    boxes: { 'a chair': 4, 'a round table': 1, 'a violinist': 2 },
    relations: [
      ['a chair', 'around', 'a round table'],
      ['a violinist', 'right of', 'a round table'],
    ],
  },
  // words left out
  {
    prompt: 'two parrots, one red and one blue, on a branch',
    boxes: { 'a red parrot': 1, 'a blue parrot': 1, 'a branch': 1 },
    relations: [
      ['a red parrot', 'on', 'a branch'],
      ['a blue parrot', 'on', 'a branch'],
    ],
  },
  {
    prompt:
      'two trees, one on the left and the other on the right, and a bench in front of a red, a green and a blue tent',
    boxes: { 'a tree': 2, 'a bench': 1, 'a red tent': 1, 'a green tent': 1, 'a blue tent': 1 },
    relations: [['a bench', 'in front of', 'a red tent']],
  },
  {
    prompt: 'There are two cats. One is black, the other is white.',
    boxes: { 'a black cat': 1, 'a white cat': 1 },
  },
  {
    prompt: 'a statue on each side of a door',
    boxes: { 'a statue': 2, 'a door': 1 },
    relations: [['a statue', 'around', 'a door']],
  },
  // people doing something
  {
    prompt: 'a girl holding a red balloon in a park, digital art, highly detailed',
    boxes: { 'a girl': 1, 'a red balloon': 1 },
    relations: [['a girl', 'holding', 'a red balloon']],
    background: 'A park, digital art, detailed',
  },
  {
    prompt: 'a man with a beard and a red hat sits on a bench next to a dog',
    boxes: { 'a man with a beard and a red hat': 1, 'a bench': 1, 'a dog': 1 },
    relations: [['a man with a beard and a red hat', 'on', 'a bench']],
  },
  {
    prompt: 'A person reading a newspaper on a bench in the park in autumn',
    boxes: { 'a person': 1, 'a newspaper': 1, 'a bench': 1 },
    relations: [
      ['a person', 'holding', 'a newspaper'],
      ['a person', 'on', 'a bench'],
    ],
    background: 'The park in autumn',
  },
  {
    prompt: 'children playing football in a park',
    boxes: { 'a child playing football': 3 },
    background: 'A park',
  },
  {
    prompt: 'a dog wearing sunglasses and a hat',
    boxes: { 'a dog wearing sunglasses and a hat': 1 },
  },
  {
    prompt:
      "There's a fireplace in the living room. Above it hangs a painting. A cat is sleeping in front of the fireplace.",
    boxes: { 'a fireplace': 1, 'a painting': 1, 'a sleeping cat': 1 },
    relations: [
      ['a painting', 'above', 'a fireplace'],
      ['a sleeping cat', 'in front of', 'a fireplace'],
    ],
    background: 'The living room',
  },
  {
    prompt: 'a horse with a rider and a man in a kilt leading it',
    boxes: { 'a horse': 1, 'a rider': 1, 'a man in a kilt': 1 },
    relations: [['a rider', 'riding', 'a horse']],
  },
  {
    prompt: 'Two old men playing chess in a park while a dog watches them',
    boxes: { 'an old man playing chess': 2, 'a dog': 1 },
    background: 'A park',
  },
  // pictures and styles
  {
    prompt: 'cat, sitting, window, sunlight, masterpiece, best quality, 8k',
    boxes: { 'a sitting cat': 1, 'a window': 1 },
    background: 'A realistic scene, sunlight, masterpiece, best quality, 8k',
  },
  {
    prompt: 'an oil painting of a pink dolphin jumping on the left of a steam boat on the sea',
    boxes: { 'a jumping pink dolphin': 1, 'a steam boat': 1 },
    relations: [['a jumping pink dolphin', 'left of', 'a steam boat']],
    background: 'An oil painting of the sea',
  },
  {
    prompt:
      'A realistic image of landscape scene depicting a green car parking on the left of a blue truck, with a red air balloon and a bird in the sky',
    boxes: { 'a green car': 1, 'a blue truck': 1, 'a red air balloon': 1, 'a bird': 1 },
    relations: [
      ['a green car', 'left of', 'a blue truck'],
      ['a bird', 'above', 'a blue truck'],
    ],
    background: 'A realistic image of a landscape scene',
  },
  {
    prompt:
      'An oil painting of a living room scene without chairs with a painting mounted on the wall, a cabinet below the painting, and two flower vases on the cabinet',
    boxes: { 'a painting': 1, 'a cabinet': 1, 'a flower vase': 2 },
    relations: [
      ['a cabinet', 'below', 'a painting'],
      ['a flower vase', 'on', 'a cabinet'],
    ],
    background: 'An oil painting of a living room scene',
    negative: 'chairs',
  },
  {
    prompt: 'A photo of a castle on a hill under a starry sky in the style of Van Gogh',
    boxes: { 'a castle': 1 },
    background: 'A realistic scene on a hill under a starry sky in the style of Van Gogh',
  },
  {
    prompt: 'Draw me a watercolor of two boats on a lake',
    boxes: { 'a boat': 2 },
    background: 'A watercolor of a scene on a lake',
  },
  // what is not there
  {
    prompt: 'A realistic photo of a wooden table without bananas in an indoor scene',
    boxes: { 'a wooden table': 1 },
    background: 'A realistic photo of an indoor scene',
    negative: 'bananas',
  },
  {
    prompt: 'a street without cars or people',
    boxes: {},
    background: 'A street',
    negative: 'cars, people',
  },
  {
    prompt: 'no cats, two dogs and no birds',
    boxes: { 'a dog': 2 },
    negative: 'cats, birds',
  },
  {
    prompt: 'A photo of a lamp without a shade and a chair on the left',
    boxes: { 'a lamp': 1, 'a chair': 1 },
    negative: 'shade',
  },
  // no things at all
  {
    prompt: 'a beautiful sunset over the ocean',
    boxes: {},
    background: 'A beautiful sunset over the ocean',
  },
  // what the everyday sentences taught, in other words
  {
    prompt: 'a poster hanging on the wall above a desk',
    boxes: { 'a poster': 1, 'a desk': 1 },
    relations: [['a poster', 'above', 'a desk']],
  },
  {
    prompt: 'a man sits on a chair, reading a newspaper',
    boxes: { 'a man': 1, 'a chair': 1, 'a newspaper': 1 },
    relations: [
      ['a man', 'on', 'a chair'],
      ['a man', 'holding', 'a newspaper'],
    ],
  },
  {
    prompt: 'a snake coiled around a branch',
    boxes: { 'a snake': 1, 'a branch': 1 },
    relations: [['a snake', 'touching', 'a branch']],
  },
  {
    prompt: 'the parents in a ballroom, flanked by two vases',
    boxes: { 'a parent': 2, 'a vase': 2 },
    relations: [['a vase', 'around', 'a parent']],
    background: 'A ballroom',
  },
  {
    prompt: 'a lake between two mountains free of boats',
    boxes: { 'a lake': 1, 'a mountain': 2 },
    relations: [['a mountain', 'around', 'a lake']],
    negative: 'boats',
  },
  {
    prompt: 'Add a red square.Put a blue oval under it',
    boxes: { 'a red square': 1, 'a blue oval': 1 },
    relations: [['a red square', 'above', 'a blue oval']],
  },
  {
    prompt: '2boys, ball, quiet village square, dusk',
    boxes: { 'a boy': 2, 'a ball': 1 },
    background: 'A quiet village square, dusk',
  },
];
