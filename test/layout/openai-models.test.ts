import { describe, expect, it } from 'vitest';
import { environmentKeys } from '../../main/layout/providers/key-store.ts';
import { openAiUrl, parseOpenAiUrl } from '../../main/layout/providers/openai-address.ts';
import { chooseServerModel } from '../../main/layout/providers/openai-models.ts';
import { OpenAiProvider } from '../../main/layout/providers/openai.ts';
import { parametersInName } from '../../main/layout/providers/provider.ts';
import type { FakeOpenAiOptions } from '../helpers/fake-openai.ts';
import { fakeOpenAi } from '../helpers/fake-openai.ts';

describe('the address of a server', () => {
  it.each([
    ['', openAiUrl],
    ['http://127.0.0.1:8080', 'http://127.0.0.1:8080/v1'],
    ['http://127.0.0.1:8080/', 'http://127.0.0.1:8080/v1'],
    ['127.0.0.1:8080', 'http://127.0.0.1:8080/v1'],
    ['localhost:1234/v1/', 'http://localhost:1234/v1'],
    ['api.example.com', 'https://api.example.com/v1'],
    ['https://host/v1/chat/completions', 'https://host/v1'],
    ['https://host/openai/v2', 'https://host/openai/v2'],
    ['"http://host:1/v1"', 'http://host:1/v1'],
  ])('is read as people write it: %j', (text, url) => {
    expect(parseOpenAiUrl(text)).toEqual({ url, authorization: null });
  });

  it('may hold credentials, which are not part of what is shown', () => {
    expect(parseOpenAiUrl('https://me:pa%20ss@host')).toEqual({
      url: 'https://host/v1',
      authorization: `Basic ${btoa('me:pa ss')}`,
    });
  });

  it.each(['ftp://host', 'http://', 'http://[', 'https://me:secret@:99999'])('may be none: %j', (text) => {
    expect(() => parseOpenAiUrl(text)).toThrow(expect.objectContaining({ code: 'llm_unreachable' }));
    expect(() => parseOpenAiUrl(text)).not.toThrow(/secret/);
  });
});

describe('the model of a server', () => {
  const choose = async (options: FakeOpenAiOptions, named = '', model?: string) => {
    const fake = await fakeOpenAi(options);
    const provider = new OpenAiProvider({ url: fake.url, model, keys: environmentKeys({}) });
    const chosen = await provider.chooseModel(named, new AbortController().signal);
    return { chosen, paths: fake.paths };
  };

  it('is the named one, else the configured one, else the first that writes', async () => {
    const models = ['nomic-embed-text', 'whisper-1', 'qwen2.5-1.5b-instruct', 'other'];
    expect(await choose({ models }, 'a-7b', 'b')).toEqual({ chosen: { name: 'a-7b', parameters: 7e9 }, paths: [] });
    expect(await choose({ models }, '', ' b ')).toMatchObject({ chosen: { name: 'b', parameters: null }, paths: [] });
    expect(await choose({ models })).toEqual({
      chosen: { name: 'qwen2.5-1.5b-instruct', parameters: 1.5e9 },
      paths: ['/v1/models'],
    });
  });

  it('must be named where nothing tells which to take', async () => {
    await expect(choose({ models: ['text-embedding-3'] })).rejects.toMatchObject({ code: 'llm_model_missing' });
    expect(() => chooseServerModel(openAiUrl, ['gpt-a', 'gpt-b'])).toThrow(
      expect.objectContaining({ code: 'llm_model_missing', detail: 'gpt-a, gpt-b' }),
    );
    await expect(choose({ key: 'k' })).rejects.toMatchObject({ code: 'llm_unauthorized' });
  });

  it.each([
    ['mixtral:8x7b', 56e9],
    ['Mixtral-8x7B-Instruct-v0.1', 56e9],
    ['qwen2.5:0.5b', 0.5e9],
    ['SmolLM2-135M-Instruct', 135e6],
    ['llama3.1:70b-instruct-q4_0', 70e9],
    ['46.7B', 46.7e9],
    ['gpt-4', null],
    ['phi-3-mini-4k', null],
    ['mistral-v0.3', null],
  ])('may tell its size: %s', (name, parameters) => {
    expect(parametersInName(name)).toBe(parameters);
  });
});

describe('how a server stands', () => {
  const status = async (options: FakeOpenAiOptions, limit = 2000) => {
    const fake = await fakeOpenAi(options);
    const provider = new OpenAiProvider({ url: fake.url, keys: environmentKeys({}), limits: { status: limit } });
    return { fake, status: await provider.status() };
  };

  it('is told with its models', async () => {
    const { fake, status: found } = await status({ models: ['a', 'b'] });
    expect(found).toEqual({
      ...{ host: fake.url, reachable: true, models: ['a', 'b'], reason: null },
      ...{ key: null, wantsKey: false },
    });
  });

  it.each<[RegExp, FakeOpenAiOptions]>([
    [/wants a key/, { key: 'k' }],
    [/took too long/, { intercept: () => true }],
    [/does not speak/, { intercept: (_request, response) => (response.end('{"models":[]}'), true) }],
  ])('or why it can not be used: %s', async (reason, options) => {
    const { status: found } = await status(options, 500);
    expect(found).toMatchObject({ reachable: false, models: [] });
    expect(found.reason).toMatch(reason);
    expect(found.wantsKey).toBe('key' in options);
  });
});
