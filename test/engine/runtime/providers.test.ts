import { describe, expect, test } from 'vitest';
import { probeProvider } from '../../../main/engine/runtime/probe.ts';
import type { ProviderName } from '../../../main/engine/runtime/providers.ts';
import { ProviderChain, parseProviders, platformProviders } from '../../../main/engine/runtime/providers.ts';
import { AppError } from '../../../preload/contract/errors.ts';

/** A chain on which the named providers are missing; tells what was probed. */
function chainWithout(...missing: ProviderName[]) {
  const probed: ProviderName[] = [];
  const chain = new ProviderChain(['cuda', 'webgpu', 'cpu'], (provider) => {
    probed.push(provider);
    return missing.includes(provider)
      ? Promise.reject(new AppError('provider_unavailable', `no ${provider} here`))
      : Promise.resolve({ fusedAttention: true });
  });
  return { chain, probed };
}

describe('the provider chain', () => {
  test('takes the first that is there and remembers why others are not', async () => {
    const { chain, probed } = chainWithout('cuda');
    expect(await chain.open((provider) => Promise.resolve(provider))).toBe('webgpu');
    expect(await chain.open((provider) => Promise.resolve(provider))).toBe('webgpu');
    expect(await chain.statuses()).toEqual([
      { name: 'cuda', usable: false, reason: 'no cuda here' },
      { name: 'webgpu', usable: true, reason: null },
      { name: 'cpu', usable: true, reason: null },
    ]);
    expect(probed).toEqual(['cuda', 'webgpu', 'cpu']);
  });

  test('goes on to the next when one fails at the real thing, and stays there', async () => {
    const { chain } = chainWithout();
    const tried: ProviderName[] = [];
    const open = (provider: ProviderName): Promise<ProviderName> => {
      tried.push(provider);
      return provider === 'cpu'
        ? Promise.resolve(provider)
        : Promise.reject(new AppError('out_of_memory', 'Too big.', { detail: `${provider} is full` }));
    };
    expect(await chain.open(open)).toBe('cpu');
    expect(await chain.open(open)).toBe('cpu');
    expect(tried).toEqual(['cuda', 'webgpu', 'cpu', 'cpu']);
    expect((await chain.statuses())[0]).toEqual({ name: 'cuda', usable: false, reason: 'Too big.' });
  });

  test('blames no provider for a checkpoint', async () => {
    const { chain } = chainWithout();
    const failure = new AppError('checkpoint_missing', 'Gone.');
    await expect(chain.open(() => Promise.reject(failure))).rejects.toBe(failure);
    expect((await chain.statuses()).every(({ usable }) => usable)).toBe(true);
  });

  test('ends with what the last provider said', async () => {
    const { chain } = chainWithout('cuda', 'webgpu');
    const failure = new AppError('out_of_memory', 'Too big.');
    await expect(chain.open(() => Promise.reject(failure))).rejects.toBe(failure);
    expect(await chain.open((provider) => Promise.resolve(provider))).toBe('cpu'); // a smaller picture still can be drawn
  });

  test('says of every provider why none can be used', async () => {
    const { chain } = chainWithout('cuda', 'webgpu', 'cpu');
    await expect(chain.open((provider) => Promise.resolve(provider))).rejects.toMatchObject({
      code: 'provider_unavailable',
      detail: 'cuda: no cuda here\nwebgpu: no webgpu here\ncpu: no cpu here',
    });
  });
});

test('every platform ends at the processor', () => {
  for (const platform of ['win32', 'darwin', 'linux'] as const) expect(platformProviders(platform).at(-1)).toBe('cpu');
});

test('a forced list is read strictly', () => {
  expect(parseProviders('webgpu, cpu')).toEqual(['webgpu', 'cpu']);
  expect(() => parseProviders('gpu')).toThrow(expect.objectContaining({ code: 'provider_unavailable' }) as Error);
});

test('the processor passes the probe; a provider of another system does not, with the reason in plain words', async () => {
  expect(await probeProvider('cpu')).toEqual({ fusedAttention: true });
  const foreign = process.platform === 'win32' ? 'coreml' : 'dml';
  await expect(probeProvider(foreign)).rejects.toMatchObject({
    message: 'ONNX Runtime has it not on this system.',
    detail: expect.stringContaining(foreign) as string,
  });
});
