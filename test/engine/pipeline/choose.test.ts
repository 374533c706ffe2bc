import { describe, expect, test } from 'vitest';
import { checkpointInfoSchema, generateRequestSchema } from '../../../preload/contract/engine.ts';
import { findMethod } from '../../../main/engine/methods/registry.ts';
import { chooseSampler, latentGrid, requireCapabilities } from '../../../main/engine/pipeline/choose.ts';
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
    [768, 8, 512, 512, [64, 64]], // a larger model draws the pixels of the canvas all the same
    [128, 4, 512, 512, [32, 32]], // a small one draws the canvas smaller
    [128, 4, 768, 576, [48, 36]],
  ])('native %i, factor %i, canvas %i × %i', (native, factor, width, height, expected) => {
    const grid = latentGrid({ width, height }, info(native, factor));
    expect([grid.width, grid.height]).toEqual(expected);
  });
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
