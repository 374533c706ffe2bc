const overallTerms = [
  'artifacts',
  'blurry',
  'smooth texture',
  'bad quality',
  'distortions',
  'unrealistic',
  'distorted image',
  'bad proportions',
  'duplicate',
];
const perBoxTerms = [...overallTerms, 'two', 'many', 'group', 'occlusion', 'occluded', 'side', 'border', 'collate'];

const joined = (terms: readonly string[], extra: string): string => [...(extra ? [extra] : []), ...terms].join(', ');

/** Negative prompt of the whole picture, after what the layout excludes (methods.md 2.6). */
export const overallNegative = (extra: string): string => joined(overallTerms, extra);

/** Negative prompt of a pass that draws one box. */
export const perBoxNegative = (extra: string): string => joined(perBoxTerms, extra);
