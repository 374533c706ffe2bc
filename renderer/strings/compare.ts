import { plural } from './plural.ts';

/** Words for one layout drawn by all methods. */
export const compare = {
  action: 'Compare methods',
  actionHelp: (methods: number) => `Draws this layout with ${plural(methods, 'method', 'methods')} from the same seed`,
  reopen: 'Last comparison',
  title: 'One layout, all methods',
  help: (seed: number, boxes: number) =>
    `All from seed ${seed}, with ${plural(boxes, 'box', 'boxes')}. The pictures are kept in the history.`,
  showBoxes: 'Show boxes',
  close: 'Close',
  stop: 'Stop the rest',
  waiting: 'Waiting',
  starting: 'Starting…',
  refused: 'It could not be drawn.',
  cancelled: 'Stopped',
  deleted: 'This picture was deleted.',
  use: 'Use this one',
  useNamed: (method: string) => `Use the picture of ${method}`,
  picture: (method: string) => `Drawn by ${method}`,
  took: (seconds: number) => `${seconds.toFixed(1)} s`,
  inPlace: (found: number, asked: number) => `${found} of ${asked} in place`,
};
