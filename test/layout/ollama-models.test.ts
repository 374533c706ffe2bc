import { describe, expect, it } from 'vitest';
import { chooseModel, findModel, llmStatus } from '../../main/layout/providers/ollama-models.ts';
import type { FakeOllamaOptions } from '../helpers/fake-ollama.ts';
import { fakeOllama } from '../helpers/fake-ollama.ts';

const installed = (...models: [name: string, size: number, remote_host?: string][]) =>
  models.map(([name, size, remote_host = null]) => ({ name, size, remote_host, capabilities: ['completion'] }));

describe('the model that is asked when none is named', () => {
  it.each([
    ['mixtral:8x7b', installed(['llama3:70b', 40], ['mixtral:8x22b', 80], ['mixtral:8x7b', 26])],
    ['mixtral:8x7b-instruct-v0.1-q4_0', installed(['llama3:70b', 40], ['mixtral:8x7b-instruct-v0.1-q4_0', 26])],
    ['someone/mixtral:latest', installed(['llama3:70b', 40], ['someone/mixtral:latest', 26])],
    ['llama3:70b', installed(['llama3:8b', 5], ['llama3:70b', 40], ['tiny:1b', 1])],
    ['a:1b', installed(['b:1b', 1], ['a:1b', 1])],
    ['tiny:1b', installed(['gpt-oss:120b-cloud', 400], ['big', 99, 'https://ollama.com'], ['tiny:1b', 1])],
    [null, installed(['gpt-oss:120b-cloud', 400])],
    [null, []],
  ])('is %s', (name, models) => {
    expect(chooseModel(models)).toBe(name);
  });

  it('is found without its tag if that is the latest', () => {
    const models = installed(['llama3:latest', 1], ['host:5000/me/phi:latest', 1], ['qwen:7b', 1]);
    expect(findModel(models, 'llama3')?.name).toBe('llama3:latest');
    expect(findModel(models, 'host:5000/me/phi')?.name).toBe('host:5000/me/phi:latest');
    expect(findModel(models, 'qwen:7b')?.name).toBe('qwen:7b');
    expect(findModel(models, 'qwen')).toBeUndefined();
  });
});

describe('how Ollama stands', () => {
  const statusOf = async (options: FakeOllamaOptions, limit = 2000) => {
    const fake = await fakeOllama(options);
    return { fake, status: await llmStatus({ host: fake.host, limits: { status: limit } }) };
  };

  it('lists the models that write text, and the one that would be asked', async () => {
    const { fake, status } = await statusOf({
      models: [
        { name: 'llama3.2:3b', size: 2019393189 },
        { name: 'mixtral:8x7b', size: 26443610309 },
        { name: 'nomic-embed-text:latest', capabilities: ['embedding'] },
      ],
    });
    expect(status).toEqual({
      reachable: true,
      host: fake.host,
      models: [
        { name: 'llama3.2:3b', sizeBytes: 2019393189 },
        { name: 'mixtral:8x7b', sizeBytes: 26443610309 },
      ],
      selected: 'mixtral:8x7b',
      reason: null,
    });
  });

  it('knows embedding models of older servers by their names', async () => {
    const { status } = await statusOf({
      intercept: (_request, response) => {
        response.setHeader('content-type', 'application/json; charset=utf-8');
        const models = ['mxbai-embed-large', 'all-minilm', 'bge-m3', 'phi3'].map((name) => ({ name, size: 1 }));
        response.end(JSON.stringify({ models }));
        return true;
      },
    });
    expect(status.models.map(({ name }) => name)).toEqual(['phi3']);
  });

  it('says how to get a model where there is none', async () => {
    const { status } = await statusOf({ models: [] });
    expect(status).toMatchObject({ reachable: true, models: [], selected: null });
    expect(status.reason).toContain('ollama pull mixtral:8x7b');
  });

  it('says that nothing answers, and what to do', async () => {
    const fake = await fakeOllama();
    await fake.close();
    const status = await llmStatus({ host: fake.host });
    expect(status).toMatchObject({ reachable: false, host: fake.host, models: [], selected: null });
    expect(status.reason).toContain('ollama serve');
  });

  it('does not wait for a server that says nothing', async () => {
    const { fake, status } = await statusOf({ intercept: () => true }, 20);
    expect(status.reachable).toBe(false);
    expect(status.reason).toContain(fake.host);
  });

  it.each([
    ['another server', 'text/html', '<p>It works!</p>'],
    ['a server with other models', 'application/json', '{"models":[{"id":1}]}'],
    ['a router', 'application/json', '[]'],
  ])('takes %s for what it is', async (_name, type, body) => {
    const { status } = await statusOf({
      intercept: (_request, response) => {
        response.setHeader('content-type', type);
        response.end(body);
        return true;
      },
    });
    expect(status.reachable).toBe(false);
    expect(status.reason).toMatch(/does not speak as Ollama/);
  });

  it('never shows credentials', async () => {
    const fake = await fakeOllama();
    const reachable = await llmStatus({ host: fake.host.replace('://', '://user:secret@') });
    await fake.close();
    const down = await llmStatus({ host: fake.host.replace('://', '://user:secret@') });
    const wrong = await llmStatus({ host: 'http://user:secret@:x' });
    expect([reachable.host, down.host, wrong.host]).toEqual([fake.host, fake.host, '']);
    expect(JSON.stringify([reachable, down, wrong])).not.toMatch(/user|secret/);
    expect(wrong.reason).toMatch(/OLLAMA_HOST/);
  });
});
