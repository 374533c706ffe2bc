import { Ollama } from 'ollama';
import { describe, expect, it } from 'vitest';
import { fakeOllama, says } from '../helpers/fake-ollama.ts';
import { errors } from '../helpers/fake-ollama-shapes.ts';

/** The fake is only worth as much as it is like Ollama: held here to the bytes of facts A2-A5 and to the npm client. */
describe('the fake Ollama', () => {
  const post = async (
    host: string,
    path: string,
    body: unknown,
  ): Promise<{ status: number; type: string; text: string }> => {
    const response = await fetch(host + path, {
      method: 'POST',
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
    return {
      status: response.status,
      type: response.headers.get('content-type') ?? '',
      text: await response.text(),
    };
  };

  it('streams answers line by line, to the byte', async () => {
    const { host } = await fakeOllama({ answer: says('Obj') });
    const created = '"created_at":"2026-11-02T10:00:00.123456789Z"';
    const counts =
      '"total_duration":4883583458,"load_duration":1334875,"prompt_eval_count":26,"prompt_eval_duration":342546000,"eval_count":282,"eval_duration":4535599000}\n';
    expect(await post(host, '/api/generate', { model: 'mixtral:8x7b', prompt: 'x' })).toEqual({
      status: 200,
      type: 'application/x-ndjson',
      text:
        `{"model":"mixtral:8x7b",${created},"response":"Obj","done":false}\n` +
        `{"model":"mixtral:8x7b",${created},"response":"","done":true,"done_reason":"stop","context":[1,2,3],${counts}`,
    });
    expect((await post(host, '/api/generate', { model: 'mixtral:8x7b', prompt: 'x', raw: true })).text).not.toContain(
      'context',
    );
    expect(
      (await post(host, '/api/chat', { model: 'mixtral:8x7b', messages: [{ role: 'user', content: 'x' }] })).text,
    ).toBe(
      `{"model":"mixtral:8x7b",${created},"message":{"role":"assistant","content":"Obj"},"done":false}\n` +
        `{"model":"mixtral:8x7b",${created},"message":{"role":"assistant","content":""},"done":true,"done_reason":"stop",${counts}`,
    );
    expect((await post(host, '/api/generate', { model: 'mixtral:8x7b' })).text).toBe(
      `{"model":"mixtral:8x7b",${created},"response":"","done":true,"done_reason":"load"}\n`,
    );
  });

  it.each([
    ['/api/generate', { model: 'nope', prompt: 'x' }, 404, '{"error":"model \'nope\' not found"}'],
    ['/api/show', { model: 'nope' }, 404, '{"error":"model \'nope\' not found"}'],
    ['/api/generate', '', 400, '{"error":"missing request body"}'],
    ['/api/generate', { prompt: 'x' }, 400, '{"error":"model is required"}'],
    [
      '/api/generate',
      { model: 'mixtral:8x7b', prompt: 'x', raw: true, template: 'y' },
      400,
      '{"error":"raw mode does not support template, system, or context"}',
    ],
    [
      '/api/generate',
      { model: 'mixtral:8x7b', prompt: 'x', think: true },
      400,
      '{"error":"\\"mixtral:8x7b\\" does not support thinking"}',
    ],
  ])('refuses %s with %j', async (path, body, status, text) => {
    const { host } = await fakeOllama();
    expect(await post(host, path, body)).toEqual({ status, type: 'application/json; charset=utf-8', text });
  });

  it('speaks with the npm client', async () => {
    const { host } = await fakeOllama({ answer: says('Objects: []\n\nmore'), loaded: ['mixtral:8x7b'] });
    const client = new Ollama({ host });
    expect(await (await fetch(host)).text()).toBe('Ollama is running');
    expect(await client.version()).toEqual({ version: '0.33.0' });
    expect((await client.list()).models.map(({ name }) => name)).toEqual(['mixtral:8x7b']);
    expect((await client.ps()).models.map(({ name }) => name)).toEqual(['mixtral:8x7b']);
    expect((await client.show({ model: 'mixtral:8x7b' })).capabilities).toEqual(['completion']);
    let text = '';
    const messages = [{ role: 'user', content: 'x' }];
    const options = { stop: ['\n\n'] };
    for await (const { message } of await client.chat({ model: 'mixtral:8x7b', messages, options, stream: true })) {
      text += message.content;
    }
    expect(text).toBe('Objects: []');
  });

  it('reports errors as the npm client expects them', async () => {
    const fake = await fakeOllama({ answer: ({ fail }) => fail(errors.busy) });
    const request = { model: 'mixtral:8x7b', prompt: 'x', stream: true } as const;
    await expect(new Ollama({ host: fake.host }).generate(request)).rejects.toMatchObject({
      name: 'ResponseError',
      status_code: 503,
      error: 'server busy, please try again.  maximum pending requests exceeded',
    });
  });
});
