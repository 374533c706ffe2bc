import { Mt19937 } from '../engine/sampling/mt19937.ts';

/** Classes and colours of the benchmark; their order decides what a seed draws. */
const classes = ['backpack', 'book', 'bottle', 'bowl', 'car', 'cat', 'chair', 'cup', 'dog', 'laptop'] as const;
const colours = [
  'red',
  'orange',
  'yellow',
  'green',
  'blue',
  'purple',
  'pink',
  'brown',
  'black',
  'white',
  'gray',
] as const;
const numbers = ['one', 'two', 'three', 'four', 'five'] as const;
const placePairs = [
  ['left', 'right'],
  ['right', 'left'],
  ['top', 'bottom'],
  ['bottom', 'top'],
] as const;

const prefix = 'A realistic photo of a scene';
const coloured = (colour: string, noun: string): string => `${colour === 'orange' ? 'an' : 'a'} ${colour} ${noun}`;

/** The four tasks of the benchmark of LLM-grounded Diffusion, in its order. */
export const benchmarkTasks = ['negation', 'numeracy', 'attribution', 'spatial'] as const;
export type BenchmarkTask = (typeof benchmarkTasks)[number];

/** 100 prompts of a task, equal to the reference's (methods.md 7.1). */
export function benchmarkPrompts(task: BenchmarkTask): string[] {
  switch (task) {
    case 'negation':
      return classes.flatMap((noun) => Array<string>(10).fill(`${prefix} without ${noun}s`));
    case 'numeracy':
      return numbers.flatMap((number) =>
        classes.flatMap((noun) =>
          Array<string>(2).fill(`${prefix} with ${number} ${noun}${number === 'one' ? '' : 's'}`),
        ),
      );
    case 'attribution':
      return seeds(100).map((random) => {
        const [colour1, colour2] = twoOf(colours, random);
        const [class1, class2] = twoOf(classes, random);
        return `${prefix} with ${coloured(colour1, class1)} and ${coloured(colour2, class2)}`;
      });
    case 'spatial':
      return seeds(25).flatMap((random) =>
        placePairs.map(([place1, place2]) => {
          const [class1, class2] = twoOf(classes, random);
          return `${prefix} with a ${class1} on the ${place1} and a ${class2} on the ${place2}`;
        }),
      );
  }
}

/** Generators of the seeds 0, 1, 2 … */
const seeds = (count: number): Mt19937[] => Array.from({ length: count }, (_, seed) => new Mt19937(seed));

/** Two different entries as numpy's legacy `choice(list, 2, replace=False)` takes them: the first two of a shuffled list. */
function twoOf<T>(list: readonly T[], random: Mt19937): [T, T] {
  const shuffled = [...list];
  for (let i = shuffled.length - 1; i > 0; i--) {
    const j = below(i, random);
    [shuffled[i], shuffled[j]] = [shuffled[j] as T, shuffled[i] as T];
  }
  return [shuffled[0] as T, shuffled[1] as T];
}

/** A number from 0 to `most`: outputs cut to as many bits as `most` needs, until one fits. */
function below(most: number, random: Mt19937): number {
  const mask = 2 ** Math.ceil(Math.log2(most + 1)) - 1;
  for (;;) {
    const drawn = random.next() & mask;
    if (drawn <= most) return drawn;
  }
}
