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

const wholeTerms = [...overallTerms, 'headshot', 'close-up', 'partial', 'large', 'large', 'huge', 'gigantic'];
const regionTerms = [...wholeTerms, 'cut-out', 'partial', 'occluded', 'weird'];

/** MultiDiffusion's negative prompt of the background (methods.md 5.3). */
export const backgroundNegative = (extra: string): string => joined(wholeTerms, extra);

/** MultiDiffusion's negative prompt of a region. */
export const regionNegative = (extra: string): string => joined(regionTerms, extra);

const refineTerms = [
  ...['drawing', 'painting', 'crayon', 'sketch', 'graphite', 'impressionist'],
  ...['noisy', 'blurry', 'soft', 'deformed', 'ugly'],
];

/** The refiner's negative prompt (methods.md 5.9), without the comma that the reference starts with where nothing is excluded. */
export const refineNegative = (extra: string): string => joined(refineTerms, extra);

/** Negative prompt of a pass that draws one box. */
export const perBoxNegative = (extra: string): string => joined(perBoxTerms, extra);
