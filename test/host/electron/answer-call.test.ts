import { describe, expect, it } from 'vitest';
import { answerCall } from '../../../main/host/electron/answer-call.ts';
import { testStudio } from '../../helpers/studio.ts';

const page = 'app://studio/';

describe('answerCall', () => {
  it('answers our page', async () => {
    const { studio } = testStudio();
    expect(await answerCall(studio, page, 'layout.promptText', { prompt: 'a dog' })).toEqual({
      ok: true,
      value: { text: 'Caption: a dog' },
    });
  });

  it.each(['https://evil.example/', 'file:///tmp/x.html', undefined])('answers no frame at %s', async (url) => {
    const { studio } = testStudio();
    expect(await answerCall(studio, url, 'jobs.list', {})).toMatchObject({ ok: false, error: { code: 'bad_request' } });
  });

  it.each([
    ['none.such', {}, 'bad_request'],
    [42, {}, 'bad_request'],
    ['history.get', { id: 'none' }, 'not_found'],
    ['history.get', null, 'bad_request'],
  ])('gives errors as data: %s %j', async (name, input, code) => {
    const { studio } = testStudio();
    expect(await answerCall(studio, page, name, input)).toMatchObject({ ok: false, error: { code } });
  });
});
