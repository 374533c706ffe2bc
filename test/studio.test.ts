import { describe, expect, it } from 'vitest';
import type { ApiName, HistoryItem } from '../preload/contract/api.ts';
import { api } from '../preload/contract/api.ts';
import { encodePng } from '../main/jobs/png.ts';
import { pngText } from '../main/jobs/record.ts';
import { insertHistory } from '../main/store/history.ts';
import { sampleItem } from './helpers/samples.ts';
import { plainLayouts, testStudio } from './helpers/studio.ts';

const write = (ticket: string, prompt: string) => ({ ticket, request: { prompt } });

describe('layout.write', () => {
  it('streams under its ticket and gives the layout', async () => {
    const { studio, events } = testStudio();
    const result = await studio.call('layout.write', write('t1', 'a dog'));
    expect(result.layout.prompt).toBe('a dog');
    expect(events).toEqual([{ type: 'layout.event', ticket: 't1', event: { kind: 'text', text: 'Objects: []' } }]);
  });

  it('is stopped by its ticket, which can then be used again', async () => {
    const { studio } = testStudio();
    const writing = studio.call('layout.write', write('t1', 'wait'));
    const stopped = expect(writing).rejects.toMatchObject({ code: 'cancelled' });
    await expect(studio.call('layout.write', write('t1', 'a dog'))).rejects.toMatchObject({ code: 'bad_request' });
    await studio.call('layout.cancel', { ticket: 't1' });
    await stopped;
    expect((await studio.call('layout.write', write('t1', 'a dog'))).layout.prompt).toBe('a dog');
  });

  it('takes a cancel of what is not written as done', async () => {
    const { studio } = testStudio();
    expect(await studio.call('layout.cancel', { ticket: 'none' })).toEqual({});
  });
});

describe('status.get', () => {
  it('answers even when the engine can not start', async () => {
    const { studio, engine } = testStudio();
    engine.providers = () => Promise.reject(new Error('no such file'));
    const status = await studio.call('status.get', {});
    expect(status.engine.providers).toEqual([{ name: 'engine', usable: false, reason: 'no such file' }]);
    expect(status.llm.reachable).toBe(false);
  });

  it('tells of history entries that can not be read', async () => {
    const { studio, db } = testStudio();
    insertHistory(db, sampleItem('one'));
    expect((await studio.call('status.get', {})).notices).toEqual([]);
    db.exec("UPDATE history SET settings = '?'");
    await studio.call('history.list', {});
    expect((await studio.call('status.get', {})).notices).toEqual([expect.stringMatching(/^1 entries .* are kept/)]);
  });

  it('is pushed to windows when it changes', async () => {
    const { studio, events } = testStudio();
    await studio.publishStatus();
    expect(events).toMatchObject([{ type: 'status.changed', status: { version: '0.0.0' } }]);
  });
});

describe('history.read', () => {
  const image = { width: 2, height: 2, data: new Uint8Array(12) };
  const base64 = (item: HistoryItem): string =>
    Buffer.from(encodePng(image, pngText({ format: 1, app: 'LMD Studio', provider: 'cpu', item }))).toString('base64');

  it('gives what is written in a picture, and whether the history has it', async () => {
    const { studio, db } = testStudio();
    const item = sampleItem('one');
    expect(await studio.call('history.read', { png: base64(item) })).toEqual({ item, kept: false });
    insertHistory(db, item);
    expect(await studio.call('history.read', { png: base64(item) })).toEqual({ item, kept: true });
    await studio.call('history.delete', { id: 'one' });
    expect((await studio.call('history.read', { png: base64(item) })).kept).toBe(false);
  });

  it('is content with the beginning of the file', async () => {
    const { studio } = testStudio();
    const png = Buffer.from(base64(sampleItem('one')), 'base64')
      .subarray(0, -20)
      .toString('base64');
    expect((await studio.call('history.read', { png })).item.id).toBe('one');
  });

  it('refuses a picture that says nothing', async () => {
    const { studio } = testStudio();
    const png = Buffer.from(encodePng(image)).toString('base64');
    await expect(studio.call('history.read', { png })).rejects.toMatchObject({ code: 'layout_unreadable' });
  });
});

describe('history', () => {
  it('tells every window of a change', async () => {
    const { studio, db, events } = testStudio();
    insertHistory(db, sampleItem('one'));
    await studio.call('history.star', { id: 'one', starred: true });
    await studio.call('history.delete', { id: 'one' });
    expect(await studio.call('history.list', {})).toEqual([]);
    await studio.call('history.restore', { id: 'one' });
    expect(await studio.call('history.list', {})).toMatchObject([{ id: 'one', starred: true }]);
    expect(await studio.call('history.get', { id: 'one' })).toMatchObject({ id: 'one' });
    expect(events).toEqual(Array(3).fill({ type: 'history.changed' }));
  });
});

describe('call', () => {
  it('answers every name of the contract', async () => {
    const { studio } = testStudio();
    const refused: ApiName[] = [];
    for (const name of Object.keys(api) as ApiName[]) {
      const error: unknown = await studio.call(name, {}).then(
        () => null,
        (thrown: unknown) => thrown,
      );
      if (error !== null) refused.push(name);
    }
    // Those that need input say so; none is unknown.
    for (const name of refused) {
      await expect(studio.call(name, {})).rejects.toMatchObject({
        message: expect.not.stringMatching(/no call/) as string,
      });
    }
    await expect(studio.call('constructor' as never, {} as never)).rejects.toMatchObject({ code: 'bad_request' });
  });

  it('makes any failure an error of the contract', async () => {
    const layouts = {
      ...plainLayouts,
      read: () => {
        throw new TypeError('unforeseen');
      },
    };
    const { studio } = testStudio({ layouts });
    await expect(studio.call('layout.paste', { prompt: '', answer: '' })).rejects.toMatchObject({
      code: 'internal',
      message: 'unforeseen',
    });
  });

  it('passes pasted answers, prompt texts and overall prompts on', async () => {
    const { studio } = testStudio();
    expect((await studio.call('layout.paste', { prompt: 'p', answer: 'a' })).layout.prompt).toBe('p');
    expect(await studio.call('layout.overall', { layout: { background: 'a sea' } })).toEqual({ text: 'a sea' });
    expect(await studio.call('methods.list', {})).toHaveLength(1);
    expect((await studio.call('models.list', {}))[0]?.id).toBe('starter');
  });
});
