import type { ServerResponse } from 'node:http';
import { describe, expect, it } from 'vitest';
import { ollamaProvider } from '../../main/layout/providers/ollama.ts';
import type { PullProgress } from '../../main/layout/providers/ollama-manage.ts';
import { pullModel } from '../../main/layout/providers/ollama-manage.ts';
import { createWriters } from '../../main/layout/services.ts';
import type { FakeOllama } from '../helpers/fake-ollama.ts';
import { fakeOllama, says } from '../helpers/fake-ollama.ts';
import { pullLines, unknownTag } from '../helpers/fake-ollama-shapes.ts';

const model = 'mixtral:8x7b';

interface Pulling {
  fake: FakeOllama;
  progress: PullProgress[];
  ended: Promise<void>;
  stop: () => void;
  /** Resolves with the response as soon as the download has begun. */
  response: Promise<ServerResponse>;
}

/** A download that says these lines, and ends if it is to. */
async function pull(lines: readonly string[], ends = true): Promise<Pulling> {
  const { promise: response, resolve } = Promise.withResolvers<ServerResponse>();
  const fake = await fakeOllama({
    intercept: (request, to) => {
      if (request.url !== '/api/pull') return false;
      to.writeHead(200, { 'content-type': 'application/x-ndjson' });
      for (const line of lines) to.write(line);
      if (ends) to.end();
      resolve(to);
      return true;
    },
  });
  const controller = new AbortController();
  const progress: PullProgress[] = [];
  const ended = pullModel({ host: fake.host }, model, {
    signal: controller.signal,
    onProgress: (one) => void progress.push(one),
  });
  ended.catch(() => undefined); // looked at by the tests
  return { fake, progress, ended, stop: () => controller.abort(), response };
}

describe('downloading a model', () => {
  it('tells how far it is', async () => {
    const { progress, ended } = await pull(pullLines);
    await ended;
    expect(progress.map(({ share }) => share)).toEqual([null, 0, 0.5, 1, null, null, null]);
    expect(progress.at(-1)?.status).toBe('success');
  });

  it('names a model that the library has not', async () => {
    const { ended } = await pull([...pullLines.slice(0, 1), unknownTag]);
    await expect(ended).rejects.toMatchObject({
      code: 'llm_model_missing',
      message: expect.stringContaining(`no model ${model}`) as string,
    });
  });

  it('breaks off where the server does', async () => {
    const { ended } = await pull(pullLines.slice(0, 3));
    await expect(ended).rejects.toMatchObject({ code: 'llm_interrupted' });
  });

  it('is stopped by closing the connection', async () => {
    const { ended, stop, response } = await pull(pullLines.slice(0, 3), false);
    const closed = response.then((to) => new Promise((resolve) => to.on('close', resolve)));
    await response;
    stop();
    await expect(ended).rejects.toMatchObject({ code: 'cancelled' });
    await closed;
  });

  it('needs an Ollama', async () => {
    const fake = await fakeOllama();
    await fake.close();
    const options = { signal: new AbortController().signal, onProgress: () => undefined };
    await expect(pullModel({ host: fake.host }, model, options)).rejects.toMatchObject({ code: 'llm_unreachable' });
  });
});

const question = {
  ...{ model, prompt: 'Objects:', seed: 1, signal: new AbortController().signal },
  onEvent: () => undefined,
};

describe('making room for drawing', () => {
  it('unloads the models that were asked and are loaded, and no others', async () => {
    const models = [{ name: model }, { name: 'other:1b' }];
    const fake = await fakeOllama({ models, loaded: [model, 'other:1b'], answer: says('[]\nBackground prompt: x') });
    const provider = ollamaProvider({ host: fake.host });
    await provider.release?.();
    expect(fake.paths).toEqual([]);
    await provider.ask(question);
    await provider.release?.();
    await provider.release?.();
    expect(fake.unloaded).toEqual([model]);
  });

  it('never stands in the way, and can be turned off', async () => {
    const fake = await fakeOllama({ loaded: [model], answer: says('[]\nBackground prompt: x') });
    const writersFor = (env: Record<string, string>) =>
      createWriters({
        ...{ dataDir: '/none', clock: () => 0, env: { OLLAMA_HOST: fake.host, ...env } },
        cache: { read: () => null, append: () => undefined, rewind: () => undefined },
      });
    const kept = writersFor({ LMD_KEEP_LLM: '1' });
    await kept.services.providers.ollama.ask(question);
    await kept.makeRoom();
    expect(fake.unloaded).toEqual([]);
    const writers = writersFor({});
    await writers.services.providers.ollama.ask(question);
    await fake.close();
    await expect(writers.makeRoom()).resolves.toBeUndefined();
  });

  it('tells a download in words', async () => {
    const fake = await fakeOllama({
      intercept: (request, response) => {
        if (request.url !== '/api/pull') return false;
        response.end(pullLines.join(''));
        return true;
      },
    });
    const texts: string[] = [];
    const { pull: pullInWords } = createWriters({
      ...{ dataDir: '/none', clock: () => 0, env: {}, ollamaHost: fake.host },
      cache: { read: () => null, append: () => undefined, rewind: () => undefined },
    });
    await pullInWords(model, {
      signal: new AbortController().signal,
      onEvent: (event) => void texts.push(event.kind === 'status' ? event.text : ''),
    });
    expect(texts).toContain(`Downloading ${model}: 50 %`);
    expect(texts[0]).toBe(`${model}: pulling manifest…`);
  });
});
