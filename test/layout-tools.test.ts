import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { AppOptions } from '../main/app.ts';
import { createApp } from '../main/app.ts';
import { readAnswer } from '../main/layout/writer.ts';
import { fakeOllama, says } from './helpers/fake-ollama.ts';
import { temporaryFolder } from './helpers/temporary-folder.ts';

/** The app as it is, on the starter checkpoint. */
function app(options: Partial<AppOptions> = {}) {
  const appDir = join(import.meta.dirname, '..');
  const opened = createApp({ dataDir: temporaryFolder(), appDir, recover: false, ...options });
  onTestFinished(() => opened.close());
  return opened;
}

describe('lint over the api', () => {
  const { layout } = readAnswer(
    'a dog',
    `[('${'a dog '.repeat(60).trim()}', [10, 10, 12, 200])]\nBackground prompt: a park`,
  );

  it('measures captions by the tokenizer of the checkpoint, and fixes by the name of an issue', async () => {
    const studio = app();
    const { issues } = await studio.call('layout.lint', { layout });
    expect(issues.map(({ code }) => code)).toEqual(['tiny', 'long_caption']);
    const id = issues.find(({ code }) => code === 'long_caption')?.id ?? '';
    const fixed = await studio.call('layout.fix', { layout, issue: id });
    const after = await studio.call('layout.lint', fixed);
    expect(after.issues.map(({ code }) => code)).toEqual(['tiny']);
  });

  it('knows no checkpoint that is not there', async () => {
    await expect(app().call('layout.lint', { layout, model: 'none' })).rejects.toMatchObject({ code: 'not_found' });
  });

  it('gives candidates', async () => {
    const request = { prompt: 'a dog left of a cat', provider: 'rules' } as const;
    const { candidates } = await app().call('layout.candidates', { ticket: 't', request });
    expect(candidates).toMatchObject([{ result: { provider: 'rules' }, issues: [], score: 1, meetsTask: null }]);
  });

  it('says which of several layouts is being written, and gives those that are there when it is stopped', async () => {
    const ollama = await fakeOllama();
    const studio = app({ ollamaHost: ollama.host });
    const said: string[] = [];
    studio.subscribe((event) => {
      if (event.type === 'layout.event' && event.event.kind === 'status') said.push(event.event.text);
    });
    const request = { prompt: 'a dog', provider: 'ollama' } as const;
    const writing = studio.call('layout.candidates', { ticket: 't', request, count: 3 });
    says("[('a dog', [10, 10, 200, 200])]\nBackground prompt: a park\nNegative prompt: ")(await ollama.question());
    const second = await ollama.question(2);
    await studio.call('layout.cancel', { ticket: 't' });
    await second.abandoned;
    expect((await writing).candidates).toMatchObject([{ result: { model: 'mixtral:8x7b', cached: false } }]);
    expect(said[0]).toBe('Layout 1 of 3…');
    expect(said).toContainEqual(expect.stringMatching(/^Layout 2 of 3: .*mixtral/));
  });
});

describe('stored answers over the api', () => {
  const canvas = { width: 512, height: 256 };
  const source = { caption: 'two dogs on a beach', model: 'm', canvas };

  it('are read in the form in which they were asked for', async () => {
    const studio = app();
    const boxes = await studio.call('answers.read', {
      ...source,
      template: 'v0.1',
      answer: "[('a dog', [0, 0, 256, 512])]\nBackground prompt: a beach\nNegative prompt: ",
    });
    expect(boxes).toMatchObject({ provider: 'stored', model: 'm', cached: true, layout: { canvas } });
    expect(boxes.layout.boxes[0]?.rect).toEqual({ x: 0, y: 0, width: 256, height: 256 });
    const objects = await studio.call('answers.read', {
      ...source,
      template: 'studio-objects-1+0a1b2c3d',
      answer:
        '{"objects":[{"name":"dog","count":2,"where":"","relation":"","to":""}],"background":"a beach","negative":""}',
    });
    expect(objects.layout.boxes).toHaveLength(2);
    await expect(studio.call('answers.read', { ...source, template: 'v0.1', answer: 'none' })).rejects.toMatchObject({
      code: 'layout_unreadable',
    });
  });
});
