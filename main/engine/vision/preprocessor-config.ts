import { z } from 'zod';

const side = z.int().min(1).max(8192);
/** Sizes were written in three ways over the years. */
const size = z.union([
  side.transform((n) => ({ width: n, height: n })),
  z.tuple([side, side]).transform(([height, width]) => ({ width, height })),
  z.object({ width: side, height: side }),
]);
const always = z.literal(true).default(true);
const channels = (usual: readonly [number, number, number], each: z.ZodNumber = z.number()) =>
  z.tuple([each, each, each]).default([...usual]);

/** PIL's numbers of its filters. */
const filters = { 2: 'bilinear', 3: 'bicubic' } as const;
const filter = (usual: keyof typeof filters) =>
  z
    .literal([2, 3])
    .default(usual)
    .transform((number) => filters[number]);

const common = {
  do_resize: always,
  do_rescale: always,
  do_normalize: always,
  rescale_factor: z
    .number()
    .positive()
    .default(1 / 255),
};

/** `preprocessor_config.json` of transformers' SamImageProcessor. */
export const samPreprocessorSchema = z
  .object({
    ...common,
    image_mean: channels([0.485, 0.456, 0.406]),
    image_std: channels([0.229, 0.224, 0.225], z.number().positive()),
    resample: filter(2),
    do_pad: always,
    size: z.object({ longest_edge: side }).default({ longest_edge: 1024 }),
    pad_size: size.default({ width: 1024, height: 1024 }),
  })
  .refine(
    (c) => c.pad_size.width === c.size.longest_edge && c.pad_size.height === c.size.longest_edge,
    'pad_size is no square of longest_edge',
  );
export type SamPreprocessorConfig = z.infer<typeof samPreprocessorSchema>;

/** `preprocessor_config.json` of transformers' OwlViTImageProcessor. A crop to the size there is already changes nothing. */
export const owlvitPreprocessorSchema = z
  .object({
    ...common,
    image_mean: channels([0.48145466, 0.4578275, 0.40821073]),
    image_std: channels([0.26862954, 0.26130258, 0.27577711], z.number().positive()),
    resample: filter(3),
    size: size.default({ width: 768, height: 768 }),
    do_center_crop: z.boolean().default(false),
    crop_size: size.optional(),
  })
  .refine(
    ({ do_center_crop, crop_size = { width: 768, height: 768 }, size: { width, height } }) =>
      !do_center_crop || (crop_size.width === width && crop_size.height === height),
    'do_center_crop cuts something off',
  );
export type OwlvitPreprocessorConfig = z.infer<typeof owlvitPreprocessorSchema>;
