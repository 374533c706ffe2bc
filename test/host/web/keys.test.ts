import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { spawn } from 'node:child_process';
import { expect, it, onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import type { LayoutResult, LlmStatus } from '../../../preload/contract/stage1.ts';
import { fakeOpenAi, speaks } from '../../helpers/fake-openai.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

const root = join(import.meta.dirname, '..', '..', '..');
const key = 'sk-secret-0123456789';
const answer = "[('a dog', [100, 200, 300, 250])]\nBackground prompt: a park\nNegative prompt: ";

interface Running {
  call: <T>(name: string, input: object) => Promise<T>;
  /** Everything that came out of the program: on its streams, in its answers, in its events. */
  output: () => string;
  stop: () => Promise<void>;
}

/** The studio in a browser as `npm start` runs it, in a process of its own. */
async function runStudio(dataDir: string): Promise<Running> {
  const env = { ...process.env, OLLAMA_HOST: 'http://127.0.0.1:9', LMD_OPENAI_URL: '', OPENAI_API_KEY: '' };
  const program = join(root, 'main', 'host', 'web', 'serve.ts');
  const child = spawn(process.execPath, [program, '--data-dir', dataDir], { cwd: root, env });
  const heard: string[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => heard.push(chunk.toString()));
  const ended = once(child, 'exit');
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    await ended;
  };
  onTestFinished(stop);
  await once(child.stdout, 'data');
  const url = new URL(heard.join('').trim());
  const events = new WebSocket(`ws://${url.host}/events${url.search}`);
  events.on('message', (data: Buffer) => heard.push(data.toString()));
  await once(events, 'open');
  return {
    call: async <T>(name: string, input: object) => {
      const response = await fetch(`${url.origin}/api/${name}${url.search}`, {
        method: 'POST',
        body: JSON.stringify(input),
        headers: { 'content-type': 'application/json' },
      });
      const text = await response.text();
      heard.push(text);
      return JSON.parse(text) as T;
    },
    output: () => heard.join('\n'),
    stop,
  };
}

it('a key goes to its server and nowhere else: no answer, event, log line or file holds it', async () => {
  const dataDir = temporaryFolder();
  const server = await fakeOpenAi({
    key,
    answer: (to) =>
      to.body.messages?.[0]?.content.includes('echo') === true
        ? to.fail([400, { error: { message: `no ${key}`, type: 'x' } }])
        : speaks(answer)(to),
  });
  const studio = await runStudio(dataDir);
  const write = (prompt: string, provider = 'openai'): Promise<LayoutResult & { code?: string; message?: string }> =>
    studio.call('layout.write', { ticket: prompt, request: { prompt, provider, model: 'gpt-4' } });

  const chosen = await studio.call<LlmStatus>('llm.setServer', { url: server.url });
  expect(chosen.openai).toMatchObject({ host: server.url, key: null, wantsKey: true, chosen: true });
  expect(await write('a dog')).toMatchObject({ code: 'llm_unauthorized' });

  const wrong = await studio.call<LlmStatus>('llm.setKey', { key: 'sk-wrong-0123456789' });
  expect(wrong.openai).toMatchObject({
    key: 'typed',
    wantsKey: true,
    reason: expect.stringMatching(/accept/) as string,
  });
  await studio.call('llm.setKey', { key: `${key} two` });
  await studio.call('llm.setKey', { key: [key] });

  const right = await studio.call<LlmStatus>('llm.setKey', { key });
  expect(right).toMatchObject({ selected: 'gpt-4', openai: { key: 'typed', wantsKey: false, models: ['gpt-4'] } });
  expect((await write('a dog', 'auto')).provider).toBe('openai');
  expect((await write('echo')).code).toMatch(/^llm_/);
  await studio.call('status.get', {});
  await studio.call('answers.list', {});
  expect((await server.question()).authorization).toBe(`Bearer ${key}`);

  await studio.stop();
  expect(studio.output()).toContain('typed');
  expect(studio.output()).not.toContain('secret');
  const files = readdirSync(dataDir, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  expect(files.map(({ name }) => name)).toContain('lmd.db');
  for (const { parentPath, name } of files) expect(readFileSync(join(parentPath, name)).includes('secret')).toBe(false);

  const next = await runStudio(dataDir);
  const status = await next.call<LlmStatus>('llm.setServer', { url: server.url });
  expect(status.openai).toMatchObject({ key: null, wantsKey: true });
});

it('the chosen server is kept over a restart, and forgotten on request', async () => {
  const dataDir = temporaryFolder();
  const server = await fakeOpenAi();
  const first = await runStudio(dataDir);
  await first.call('llm.setServer', { url: server.url });
  await first.stop();
  const second = await runStudio(dataDir);
  const { llm } = await second.call<{ llm: LlmStatus }>('status.get', {});
  expect(llm).toMatchObject({ selected: 'gpt-4', openai: { host: server.url, chosen: true, reachable: true } });
  const none = await second.call<LlmStatus>('llm.setServer', { url: '' });
  expect([none.openai, none.selected]).toEqual([undefined, null]);
});
