import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { AppError } from '../../preload/contract/errors.ts';
import type { LayoutEvent } from '../../preload/contract/stage1.ts';
import { installCommand, loadLlamaModule } from '../../main/layout/providers/gguf-module.ts';
import type { GgufOptions } from '../../main/layout/providers/gguf.ts';
import { GgufProvider } from '../../main/layout/providers/gguf.ts';
import type { Answer, Question } from '../../main/layout/providers/provider.ts';
import type { ScriptedLlama, ScriptedLlamaOptions } from '../helpers/scripted-llama.ts';
import { hangs, scriptedLlama, tells } from '../helpers/scripted-llama.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const layout = "[('a dog', [100, 200, 300, 250])]\nBackground prompt: a park\nNegative prompt: cats";
const never = new AbortController().signal;

interface Desk extends ScriptedLlama {
  provider: GgufProvider;
  file: string;
  events: LayoutEvent[];
  stop: () => void;
  ask: (question?: Partial<Question>) => Promise<Answer>;
  failure: (question?: Partial<Question>) => Promise<AppError>;
}

/** A provider with a model file, whose llama.cpp does what the test says. */
function desk(script: ScriptedLlamaOptions = {}, options: Partial<GgufOptions> = {}): Desk {
  const file = join(temporaryFolder(), 'Some-1.5B-Q4.gguf');
  writeFileSync(file, 'GGUF');
  const llama = scriptedLlama(script);
  const provider = new GgufProvider({ folder: '', load: llama.load, ...options });
  const controller = new AbortController();
  const events: LayoutEvent[] = [];
  const ask: Desk['ask'] = (question) =>
    provider.ask({
      ...{ model: file, prompt: 'Caption: a dog', seed: 7, signal: controller.signal },
      onEvent: (event) => void events.push(event),
      ...question,
    });
  const failure: Desk['failure'] = (question) =>
    ask(question).then(
      ({ text }) => Promise.reject(new Error(`answered ${text}`)),
      (error: unknown) => AppError.from(error),
    );
  return { ...llama, provider, file, events, stop: () => controller.abort(), ask, failure };
}

const textOf = (events: readonly LayoutEvent[]): string =>
  events.map((event) => (event.kind === 'text' ? event.text : '')).join('');

describe('a model in a file', () => {
  it('is named by its file, and tells its size by its name or else by itself', async () => {
    const { provider, file } = desk();
    expect(await provider.chooseModel(file, never)).toEqual({ name: 'Some-1.5B-Q4.gguf', parameters: 1.5e9 });
    const other = join(temporaryFolder(), 'model.gguf');
    writeFileSync(other, 'GGUF');
    const labelled = desk({ sizeLabel: '135M' }, { file: other }).provider;
    expect(await labelled.chooseModel('', never)).toEqual({ name: 'model.gguf', parameters: 135e6 });
  });

  it('is loaded once, asked as a chat, and streams', async () => {
    const { provider, file, ask, asked, events, loaded, open } = desk({ answer: tells(layout) });
    const { name } = await provider.chooseModel(file, never);
    expect(await ask({ model: name })).toEqual({
      text: layout,
      truncated: false,
      usage: { promptTokens: 11, answerTokens: 7 },
    });
    expect(asked[0]).toMatchObject({
      history: [{ type: 'user', text: 'Caption: a dog' }],
      options: { temperature: 0.25, seed: 7, maxTokens: 900, repeatPenalty: false },
    });
    expect(textOf(events)).toBe(layout);
    expect(events[0]).toEqual({ kind: 'status', text: 'Loading Some-1.5B-Q4.gguf…' });
    await ask({ model: name });
    expect([loaded, open]).toEqual([[file], { contexts: 0, models: 1 }]);
  });

  it('takes a schema as a grammar, and hears what was wrong with its answer', async () => {
    const schema = { name: 'layout', schema: { type: 'object' } };
    const { ask, asked } = desk({ answer: tells('{}') });
    await ask({ schema, correction: { answer: 'no', request: 'Again.' } });
    expect(asked[0]).toMatchObject({
      history: [{ text: 'Caption: a dog' }, { type: 'model', response: ['no'] }, { type: 'user', text: 'Again.' }],
      options: { grammar: { schema: { type: 'object' } } },
    });
  });

  it('is stopped as soon as the layout is complete, or goes on without end', async () => {
    const complete = desk({ answer: tells(`${layout}\n\nI hope that helps. ${'More. '.repeat(99)}`) });
    expect(await complete.ask()).toMatchObject({ text: layout, truncated: false });
    const endless = await desk({ answer: tells(`[${' \n'.repeat(500)}`) }).ask();
    expect([endless.truncated, endless.text.length < 300]).toEqual([true, true]);
    expect((await desk({ answer: tells('[(', 'maxTokens') }).ask()).truncated).toBe(true);
  });

  it('leaves the memory when it is released, but not while it is asked', async () => {
    const { provider, ask, open, question, stop } = desk({ answer: hangs });
    const asking = ask();
    await question;
    await provider.release();
    expect(open.models).toBe(1);
    stop();
    await expect(asking).rejects.toMatchObject({ code: 'cancelled' });
    await provider.release();
    expect(open).toEqual({ contexts: 0, models: 0 });
  });
});

describe('what can go wrong', () => {
  it('node-llama-cpp is not installed: what to type is told', async () => {
    const folder = temporaryFolder();
    await expect(loadLlamaModule(folder)).rejects.toMatchObject({
      code: 'llm_unreachable',
      message: expect.stringContaining(`install it once with: ${installCommand(folder)}`) as string,
    });
    expect(installCommand('/data', 'linux-x64')).toBe(
      'npm install --prefix "/data" --omit=optional --ignore-scripts node-llama-cpp@3.22.1 @node-llama-cpp/linux-x64@3.22.1',
    );
    expect(installCommand('/data', 'plan9-mips')).not.toContain('@node-llama-cpp/');
  });

  it('node-llama-cpp is another version, or damaged', async () => {
    const folder = temporaryFolder();
    const home = join(folder, 'node_modules', 'node-llama-cpp');
    mkdirSync(home, { recursive: true });
    const detailFor = async (json: string): Promise<unknown> => {
      writeFileSync(join(home, 'package.json'), json);
      return loadLlamaModule(folder).catch((error: unknown) => AppError.from(error));
    };
    const code = 'llm_unreachable';
    expect(await detailFor('{"version": "4.0.0"}')).toMatchObject({
      code,
      detail: expect.stringMatching(/4\.0\.0/) as string,
    });
    expect(await detailFor('{"version": "3.0.0"}')).toMatchObject({
      code,
      message: expect.stringMatching(/again/) as string,
    });
    expect(await detailFor('{')).toMatchObject({ code });
  });

  it('it is installed after it was asked for', async () => {
    const { load } = scriptedLlama({ answer: tells(layout) });
    let installed = false;
    const { ask } = desk({}, { load: (folder) => (installed ? load(folder) : loadLlamaModule(folder)) });
    await expect(ask()).rejects.toMatchObject({ code: 'llm_unreachable' });
    installed = true;
    expect((await ask()).text).toBe(layout);
  });

  it.each([
    ['no file is chosen', '', /No model file is chosen.*LMD_GGUF/],
    ['there is no such file', '/none/there.gguf', /There is no model file.*there\.gguf/],
    ['it is a folder', '/', /There is no model file/],
  ])('%s', async (_name, named, message) => {
    await expect(desk().provider.chooseModel(named, never)).rejects.toMatchObject({
      code: 'llm_model_missing',
      message: expect.stringMatching(message) as string,
    });
  });

  it('the file is no model', async () => {
    const { load } = scriptedLlama();
    const broken = async (folder: string) => ({
      ...(await load(folder)),
      readGgufFileInfo: () => Promise.reject(new Error('Invalid GGUF magic')),
    });
    const { provider, file } = desk({}, { load: broken });
    await expect(provider.chooseModel(file, never)).rejects.toMatchObject({
      code: 'llm_refused',
      detail: 'Error: Invalid GGUF magic',
    });
  });

  it('there is not enough memory, or anything else; the next question loads anew', async () => {
    let reason: string | null = 'Insufficient memory';
    const { failure, ask } = desk({
      answer: tells(layout),
      loading: () => (reason === null ? Promise.resolve() : Promise.reject(new Error(reason))),
    });
    expect(await failure()).toMatchObject({ code: 'llm_out_of_memory' });
    reason = 'boom';
    expect(await failure()).toMatchObject({ code: 'llm_refused', detail: 'boom' });
    reason = null;
    expect((await ask()).text).toBe(layout);
  });

  it.each(['', ' \n'])('the answer is empty: %j', async (text) => {
    expect(await desk({ answer: tells(text) }).failure()).toMatchObject({ code: 'llm_empty' });
  });

  it('the sentence does not fit the model', async () => {
    const { failure, asked } = desk({ trainContextSize: 1000 });
    expect((await failure()).code).toBe('prompt_too_long');
    expect(asked).toEqual([]);
  });

  it('it takes too long, to load or to go on; what had come is kept', async () => {
    const slow = desk({ loading: () => new Promise(() => undefined) }, { limits: { firstToken: 20 } });
    expect(await slow.failure()).toMatchObject({ code: 'llm_timeout' });
    const answer: ScriptedLlamaOptions['answer'] = (question) => {
      question.options.onTextChunk('[(');
      return hangs(question);
    };
    const stuck = desk({ answer }, { limits: { nextToken: 20 } });
    expect(await stuck.failure()).toMatchObject({ code: 'llm_timeout', detail: '[(' });
    expect(stuck.open.contexts).toBe(0);
  });
});

describe('stopping', () => {
  it('before the start asks nothing', async () => {
    const { failure, stop, loaded } = desk();
    stop();
    expect((await failure()).code).toBe('cancelled');
    expect(loaded).toEqual([]);
  });

  it('while the model is loaded', async () => {
    const begun = Promise.withResolvers<void>();
    const { failure, stop } = desk({
      loading: () => {
        begun.resolve();
        return new Promise(() => undefined);
      },
    });
    const failed = failure();
    await begun.promise;
    stop();
    expect((await failed).code).toBe('cancelled');
  });

  it('while it writes frees what it took', async () => {
    const { failure, question, stop, open } = desk();
    const failed = failure();
    await question;
    stop();
    expect((await failed).code).toBe('cancelled');
    expect(open.contexts).toBe(0);
  });
});
