import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createApp } from '../main/app.ts';
import { readAnswer } from '../main/layout/writer.ts';
import { temporaryFolder } from './helpers/temporary-folder.ts';

/** The app as it is, on the starter checkpoint. */
function app() {
  const opened = createApp({ dataDir: temporaryFolder(), appDir: join(import.meta.dirname, '..'), recover: false });
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
});
