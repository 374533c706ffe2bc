import { describe, expect, test } from 'vitest';
import { methodInfoSchema } from '../../../preload/contract/engine.ts';
import { findMethod, methodInfos, parseOptions } from '../../../main/engine/methods/registry.ts';

interface Property {
  title?: string;
  description?: string;
  default?: unknown;
}

test('methods describe themselves as the contract says', () => {
  const infos = methodInfos().map((info) => methodInfoSchema.parse(info));
  expect(infos.map(({ id }) => id)).toEqual([
    'lmd_plus',
    'lmd',
    'gligen',
    'backward_guidance',
    'boxdiff',
    'multidiffusion',
    'attend_and_excite',
    'sd',
  ]);
  const properties = infos.flatMap(({ options }) => Object.values(options['properties'] as Record<string, Property>));
  expect(properties.length).toBeGreaterThan(0);
  for (const property of properties) {
    expect(property.title).toBeTruthy();
    expect(property.description).toBeTruthy();
    expect(property.default).toBeDefined();
  }
});

test('options get the defaults of the paper', () => {
  expect(parseOptions(findMethod('gligen'), {})).toEqual({ gligenBeta: 0.4, compatibility: 'corrected' });
  expect(parseOptions(findMethod('backward_guidance'), { overallMaxIter: 3 })).toEqual({
    overallLossScale: 30,
    overallLossThreshold: 0.2,
    overallMaxIter: 3,
    overallMaxIndexStep: 10,
    compatibility: 'corrected',
  });
});

describe('what does not fit is refused by name', () => {
  test.each([
    ['gligen', { gligenBeta: 2 }, 'gligenBeta'],
    ['backward_guidance', { overallLossScale: NaN }, 'overallLossScale'],
    ['sd', { gligenBeta: 0.4 }, 'gligenBeta'],
  ])('%s %o', (id, options, named) => {
    const refuse = (): unknown => parseOptions(findMethod(id), options);
    expect(refuse).toThrow(
      expect.objectContaining({ code: 'bad_request', detail: expect.stringContaining(named) as string }) as Error,
    );
  });

  test('an unknown method', () => {
    expect(() => findMethod('dalle')).toThrow(/“dalle”.*lmd_plus, lmd, gligen, .*, sd\./);
  });
});

test('every preset is a set of valid options, and the last one is the paper', () => {
  const withPresets = methodInfos().filter(({ presets }) => presets.length > 0);
  expect(withPresets.map(({ id }) => id)).toEqual(['lmd_plus', 'lmd']);
  for (const { id, presets } of withPresets) {
    const method = findMethod(id);
    const parsed = presets.map(({ options }) => parseOptions(method, options));
    expect(parsed.at(-1)).toEqual(parseOptions(method, {}));
    expect(presets.map((preset) => preset.id)).toEqual(['fast', 'balanced', 'faithful']);
  }
});
