import { plainKey } from './literal-nodes.ts';

/** How four numbers describe a box: position and size, two corners, or Gemini's y, x, y, x of 1000. */
export type BoxForm = 'size' | 'corners' | 'corners_yx_1000';

/** Names that the coordinates of a box have as fields of a record, in the order of the four numbers. */
export const coordinateFields: readonly (readonly [names: readonly string[], form: BoxForm])[] = [
  [['x', 'y', 'w', 'h'], 'size'],
  [['x', 'y', 'width', 'height'], 'size'],
  [['left', 'top', 'width', 'height'], 'size'],
  [['left', 'top', 'w', 'h'], 'size'],
  [['leftx', 'topy', 'width', 'height'], 'size'],
  [['x0', 'y0', 'x1', 'y1'], 'corners'],
  [['x1', 'y1', 'x2', 'y2'], 'corners'],
  [['xmin', 'ymin', 'xmax', 'ymax'], 'corners'],
  [['minx', 'miny', 'maxx', 'maxy'], 'corners'],
  [['left', 'top', 'right', 'bottom'], 'corners'],
];

/** Names of a field that holds all four numbers (golden policy 2). */
const boxFields = new Map<string, BoxForm>([
  ['box', 'size'],
  ['bbox', 'size'],
  ['boundingbox', 'size'],
  ['bounds', 'size'],
  ['rect', 'size'],
  ['coordinates', 'size'],
  ['coords', 'size'],
  ['position', 'size'],
  ['xywh', 'size'],
  ['xyxy', 'corners'],
  ['bbox2d', 'corners'],
  ['box2d', 'corners_yx_1000'],
]);

/** The form that a field of this name declares; undefined for any other field. */
export const boxFieldForm = (key: string): BoxForm | undefined => boxFields.get(plainKey(key));

const nameFields = new Set(['name', 'label', 'object', 'objectname', 'caption', 'phrase', 'class', 'category', 'text']);

export const isNameField = (key: string | null): boolean => key !== null && nameFields.has(plainKey(key));
