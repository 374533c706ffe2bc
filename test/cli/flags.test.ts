import { describe, expect, it } from 'vitest';
import { canvasSize, methodOption, positiveNumber, refineShare, wholeNumber } from '../../main/cli/flags.ts';

describe('flags', () => {
  it('takes whole numbers within their bounds', () => {
    const steps = wholeNumber(1, 1000);
    expect(steps('20')).toBe(20);
    for (const text of ['0', '1001', '2.5', 'many', '', ' ', 'NaN', '1e9'])
      expect(() => steps(text)).toThrow(/whole number/);
  });

  it('takes numbers of at least 0', () => {
    expect(positiveNumber('7.5')).toBe(7.5);
    for (const text of ['-1', 'x', '', 'Infinity']) expect(() => positiveNumber(text)).toThrow(/number/);
  });

  it('takes shares of a refiner’s steps', () => {
    expect(refineShare('0.3')).toBe(0.3);
    for (const text of ['0', '1.5', 'x', '']) expect(() => refineShare(text)).toThrow(/0.02 to 1/);
  });

  it('takes canvas sizes', () => {
    expect(canvasSize('512x384')).toEqual({ width: 512, height: 384 });
    for (const text of ['512', '512x', 'axb', '512X384']) expect(() => canvasSize(text)).toThrow(/512x512/);
  });

  it('collects options: JSON where it is JSON, text otherwise', () => {
    const all = ['scale=30', 'on=true', 'steps=[4,3]', 'name=mid', 'note=a=b'].reduce(
      (options, text) => methodOption(text, options),
      {} as Record<string, unknown>,
    );
    expect(all).toEqual({ scale: 30, on: true, steps: [4, 3], name: 'mid', note: 'a=b' });
    for (const text of ['scale', '=1']) expect(() => methodOption(text, {})).toThrow(/name=value/);
  });
});
