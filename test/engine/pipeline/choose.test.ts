import { describe, expect, test } from 'vitest';
import { checkpointInfoSchema, generateRequestSchema } from '../../../preload/contract/engine.ts';
import { findMethod } from '../../../main/engine/methods/registry.ts';
import {
  chooseSampler,
  latentGrid,
  refineGrid,
  refineSampler,
  requireCapabilities,
} from '../../../main/engine/pipeline/choose.ts';
import { schedulerConfigSchema } from '../../../main/engine/sampling/sampler.ts';

const info = (native: number, latentFactor: number, capabilities: string[] = ['text_to_image']) =>
  checkpointInfoSchema.parse({
    path: '/models/tiny',
    name: 'tiny',
    capabilities,
    latentFactor,
    nativeSize: { width: native, height: native },
    maxTokens: 77,
    prediction: 'epsilon',
    weightsBytes: 1,
  });

describe('the latent grid', () => {
  test.each([
    [512, 8, 512, 512, [64, 64]],
    [512, 8, 768, 448, [96, 56]],
    [512, 8, 256, 256, [32, 32]],
    [768, 8, 512, 512, [96, 96]], // a larger model draws the canvas larger
    [1024, 8, 512, 512, [128, 128]],
    [1024, 8, 768, 512, [160, 104]], // as many pixels as it was trained for
    [1024, 8, 1024, 1024, [128, 128]],
    [1024, 8, 256, 256, [64, 64]],
    [128, 4, 512, 512, [32, 32]], // a small one draws the canvas smaller
    [128, 4, 768, 576, [48, 36]],
  ])('native %i, factor %i, canvas %i × %i', (native, factor, width, height, expected) => {
    const grid = latentGrid({ width, height }, info(native, factor));
    expect([grid.width, grid.height]).toEqual(expected);
  });
});

test.each([
  [512, 512, [128, 128]], // the reference's case: exactly the native size
  [1024, 1024, [128, 128]],
  [1280, 832, [159, 103]],
])('a refiner of 1024 pixels draws over %i × %i in its proportions', (width, height, expected) => {
  const grid = refineGrid({ width, height }, info(1024, 8, ['refine']));
  expect([grid.width, grid.height]).toEqual(expected);
});

describe('the sampler', () => {
  const request = (sampler: string | null) =>
    generateRequestSchema.parse({ layout: {}, checkpoint: 'x', method: 'sd', sampler });
  const published = (name: string) => schedulerConfigSchema.parse({ _class_name: name });

  test('is what the request asks for, else the method’s, else the checkpoint’s', () => {
    const [sd, gligen] = [findMethod('sd'), findMethod('gligen')];
    expect(chooseSampler(request('euler'), gligen, published('PNDMScheduler'))).toBe('euler');
    expect(chooseSampler(request(null), gligen, published('PNDMScheduler'))).toBe('ddim');
    expect(chooseSampler(request(null), sd, published('PNDMScheduler'))).toBe('pndm');
    expect(chooseSampler(request(null), sd, published('DDIMScheduler'))).toBe('ddim');
    expect(chooseSampler(request(null), sd, published('SomeNewScheduler'))).toBe('pndm');
  });

  test('of a refiner is the checkpoint’s, but for one that can not start in the middle', () => {
    expect(refineSampler(published('EulerDiscreteScheduler'))).toBe('euler');
    expect(refineSampler(published('PNDMScheduler'))).toBe('ddim');
  });
});

test('a method is refused on a checkpoint that lacks what it needs, with reason and way out', () => {
  const refuse = () => {
    requireCapabilities(findMethod('gligen'), info(512, 8));
  };
  expect(refuse).toThrow(/GLIGEN can not use the checkpoint “tiny”: it has no GLIGEN layers.*choose another/);
  expect(refuse).toThrow(expect.objectContaining({ code: 'capability_missing' }) as Error);
  expect(() => {
    requireCapabilities(findMethod('gligen'), info(512, 8, ['text_to_image', 'gligen']));
  }).not.toThrow();
});
