import { mkdirSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import type { ApiEvent } from '../../../preload/contract/api.ts';
import type { WebHost } from '../../../main/host/web/server.ts';
import { serveWeb } from '../../../main/host/web/server.ts';
import type { TestStudio } from '../../helpers/studio.ts';
import { imageRequest, jobIs, testStudio } from '../../helpers/studio.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

const token = 'the-key-of-this-test';
let host: WebHost;
let test: TestStudio;
let base: string;
let cookie: string;

beforeEach(async () => {
  const folder = temporaryFolder();
  const rendererDir = join(folder, 'renderer');
  mkdirSync(join(rendererDir, 'assets'), { recursive: true });
  writeFileSync(join(rendererDir, 'index.html'), '<title>Studio</title>');
  writeFileSync(join(rendererDir, 'assets', 'app-1.js'), 'export {};');
  writeFileSync(join(folder, 'secret.html'), 'secret');
  test = testStudio({ dataDir: join(folder, 'data') });
  host = await serveWeb(test.studio, { port: 0, rendererDir, token });
  onTestFinished(() => host.close());
  base = `http://127.0.0.1:${host.port}`;
  cookie = `lmd_${host.port}=${token}`;
});

const get = (path: string, headers: Record<string, string> = { cookie }): Promise<Response> =>
  fetch(base + path, { headers, redirect: 'manual' });

const post = (name: string, body: string, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(`${base}/api/${name}`, {
    method: 'POST',
    body,
    headers: { cookie, 'content-type': 'application/json', ...headers },
  });

/** Status of a request sent exactly as given: fetch would tidy the path and refuse the Host header. */
function rawStatus(path: string, headers: Record<string, string>): Promise<number> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port: host.port, path, headers }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    sent.on('error', reject);
    sent.end();
  });
}

describe('who may come in', () => {
  it('listens on the loopback address, under a url that holds a key', () => {
    expect(host.url).toBe(`${base}/?token=${token}`);
  });

  it('gives the key of the url back as a cookie that scripts and other sites never see', async () => {
    const response = await fetch(host.url, { redirect: 'manual' });
    expect(response.status).toBe(303);
    expect(response.headers.get('location')).toBe('/');
    const set = response.headers.get('set-cookie') ?? '';
    expect(set).toContain(cookie);
    expect(set).toMatch(/HttpOnly/);
    expect(set).toMatch(/SameSite=Strict/);
  });

  it.each([
    ['no key', {}],
    ['a wrong cookie', { cookie: 'lmd_1=the-key-of-this-test' }],
  ])('turns %s away from page, pictures and api', async (_name, headers) => {
    for (const path of ['/', '/?token=guess', '/assets/app-1.js', '/images/x.png']) {
      expect((await get(path, headers)).status).toBe(401);
    }
    const response = await post('jobs.list', '{}', { cookie: '', ...headers });
    expect(response.status).toBe(401);
  });

  it('turns away names that are not its own, and pages of other sites, even with the key', async () => {
    expect(await rawStatus('/', { cookie, host: 'evil.example' })).toBe(403);
    expect(await rawStatus('/', { cookie, host: `localhost:${host.port}` })).toBe(200);
    expect((await post('jobs.list', '{}', { origin: 'http://evil.example' })).status).toBe(403);
    expect((await post('jobs.list', '{}', { origin: base })).status).toBe(200);
  });

  it('says when the port is taken', async () => {
    await expect(serveWeb(test.studio, { port: host.port, rendererDir: '/' })).rejects.toMatchObject({
      code: 'bad_request',
      message: expect.stringMatching(/is taken/) as string,
    });
  });
});

describe('the page', () => {
  it('is served with a policy that allows nothing from elsewhere', async () => {
    const response = await get('/');
    expect(await response.text()).toBe('<title>Studio</title>');
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(response.headers.get('content-security-policy')).toMatch(/^default-src 'self';/);
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect((await get('/assets/app-1.js')).headers.get('content-type')).toMatch(/^text\/javascript/);
  });

  it.each([
    '/../secret.html',
    '/%2e%2e/secret.html',
    '/assets/..%2f..%2fsecret.html',
    '/%00',
    '/%',
    '/none.js',
    '/assets',
  ])('holds nothing at %s', async (path) => {
    expect(await rawStatus(path, { cookie, host: `127.0.0.1:${host.port}` })).toBe(404);
  });
});

describe('the api', () => {
  it('answers calls', async () => {
    const response = await post('layout.promptText', '{"prompt":"a dog"}');
    expect(await response.json()).toEqual({ text: 'Caption: a dog' });
  });

  it.each([
    ['none.such', '{}', 'bad_request'],
    ['toString', '{}', 'bad_request'],
    ['layout.promptText', '{"prompt":', 'bad_request'],
    ['layout.promptText', '{"prompt":5}', 'bad_request'],
    [
      'jobs.submit',
      '{"layout":{"boxes":[{"id":"a","caption":"b","rect":{"x":null,"y":0,"width":1,"height":1}}]},"method":"sd"}',
      'bad_layout',
    ],
    ['jobs.submit', JSON.stringify({ layout: { prompt: 'x'.repeat(100_001) }, method: 'sd' }), 'prompt_too_long'],
    ['history.get', '{"id":"none"}', 'not_found'],
  ])('refuses what does not fit, case %#: %s', async (name, body, code) => {
    const response = await post(name, body);
    expect(response.ok).toBe(false);
    expect(await response.json()).toMatchObject({ code, message: expect.any(String) as string });
  });

  it('refuses what is too large or no JSON', async () => {
    const large = await post('layout.promptText', JSON.stringify({ prompt: 'x'.repeat(17_000_000) }));
    expect(await large.json()).toMatchObject({
      code: 'bad_request',
      message: expect.stringMatching(/16 MB/) as string,
    });
    const form = await post('layout.promptText', '{"prompt":"a"}', { 'content-type': 'text/plain' });
    expect(form.status).toBe(400);
    expect((await post('layout.promptText', '{"prompt":"still here"}')).status).toBe(200);
  });

  it('serves pictures by id', async () => {
    const { id } = (await (await post('jobs.submit', JSON.stringify(imageRequest('a car')))).json()) as { id: string };
    (await test.engine.nextRun()).finish();
    await test.event(jobIs(id, 'done'));
    const [item] = (await (await post('history.list', '{}')).json()) as { id: string }[];
    const response = await get(`/images/${item?.id}.png`);
    expect(response.headers.get('content-type')).toBe('image/png');
    expect(new Uint8Array(await response.arrayBuffer()).slice(1, 4)).toEqual(new TextEncoder().encode('PNG'));
    expect((await get('/images/none.png')).status).toBe(404);
    expect((await get('/images/..%2f..%2flmd.db.png')).status).toBe(404);
  });
});

describe('events', () => {
  const connect = (headers: Record<string, string>, path = '/events'): WebSocket =>
    new WebSocket(`ws://127.0.0.1:${host.port}${path}`, { headers });

  const outcome = (socket: WebSocket): Promise<string> =>
    new Promise((resolve) => {
      socket.on('open', () => resolve('open'));
      socket.on('error', (error) => resolve(error.message));
    });

  it('reach every window with the key', async () => {
    const sockets = [connect({ cookie }), connect({}, `/events?token=${token}`)];
    const received = sockets.map(
      (socket) =>
        new Promise<ApiEvent>((resolve) =>
          socket.once('message', (data: Buffer) => resolve(JSON.parse(data.toString()) as ApiEvent)),
        ),
    );
    expect(await Promise.all(sockets.map(outcome))).toEqual(['open', 'open']);
    await post('layout.write', '{"ticket":"t","request":{"prompt":"a dog"}}');
    expect(await Promise.all(received)).toEqual(
      Array(2).fill({ type: 'layout.event', ticket: 't', event: { kind: 'text', text: 'Objects: []' } }),
    );
  });

  it('reach nobody else', async () => {
    expect(await outcome(connect({}))).toMatch(/403/);
    expect(await outcome(connect({ cookie, origin: 'http://evil.example' }))).toMatch(/403/);
    expect(await outcome(connect({ cookie, host: 'evil.example' }))).toMatch(/403/);
    expect(await outcome(connect({ cookie }, '/elsewhere'))).toMatch(/403/);
  });

  it('end when the host closes', async () => {
    const socket = connect({ cookie });
    await outcome(socket);
    const closed = new Promise((resolve) => socket.on('close', resolve));
    await host.close();
    expect(await closed).toBe(1001);
    await expect(get('/')).rejects.toThrow();
  });
});
