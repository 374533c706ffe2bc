import { plural } from './plural.ts';

/** Words for the pictures that wait to be drawn. */
export const queue = {
  open: (count: number) => `${count} waiting`,
  openHelp: 'Show the queue',
  title: 'Queue',
  help: (count: number) =>
    count === 0
      ? 'Nothing waits to be drawn.'
      : `${plural(count, 'picture waits', 'pictures wait')}, drawn from top to bottom. The queue is kept when the studio is closed.`,
  list: 'Waiting pictures',
  untitled: 'drawn by hand',
  facts: (method: string, steps: number, seed: number) => `${method} · ${steps} steps · seed ${seed}`,
  up: (title: string) => `Draw ${title} earlier`,
  down: (title: string) => `Draw ${title} later`,
  cancel: (title: string) => `Take ${title} out of the queue`,
  empty: 'Empty the queue',
  close: 'Close',
};
