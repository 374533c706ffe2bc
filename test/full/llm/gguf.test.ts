import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { AppError } from '../../../preload/contract/errors.ts';
import type { LayoutResult } from '../../../preload/contract/stage1.ts';
import { objectsForm } from '../../../main/layout/prompting/objects.ts';
import { GgufProvider } from '../../../main/layout/providers/gguf.ts';
import type { Question } from '../../../main/layout/providers/provider.ts';
import { runProgram } from '../../helpers/lmd.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';
import { fetched } from './llama-server.ts';
import { expectLayout, outcomeOf, writing } from './writing.ts';

const file = fetched('LMD_FULL_MODEL');
const folder = fetched('LMD_FULL_LLAMA');
const never = new AbortController().signal;
const env = { LMD_GGUF: file, LMD_LLAMA_DIR: folder, LMD_LLAMA_THREADS: '1' };
const open = (): GgufProvider => new GgufProvider({ folder, file, threads: 1 });
const question: Question = {
  ...{ model: file, prompt: 'Write one sentence about a dog.', seed: 1, signal: never, onEvent: () => undefined },
};
const failureOf = (work: Promise<unknown>): Promise<AppError> =>
  work.then(
    () => Promise.reject(new Error('it worked')),
    (error: unknown) => AppError.from(error),
  );

describe('a real model in a file', () => {
  it('tells its name and size, streams, and tells what it took', async () => {
    const provider = open();
    expect(await provider.chooseModel('', never)).toEqual({
      name: 'SmolLM2-135M-Instruct.Q4_1.gguf',
      parameters: 135e6,
    });
    const pieces: string[] = [];
    const answer = await provider.ask({
      ...question,
      onEvent: (event) => event.kind === 'text' && pieces.push(event.text),
    });
    expect(answer.text).toBe(pieces.join(''));
    expect(pieces.length).toBeGreaterThan(3);
    expect(answer.usage?.promptTokens).toBeGreaterThan(10);
    expect(answer.usage?.answerTokens).toBeGreaterThan(3);
    await provider.release();
  });

  it('keeps to a schema, and to its number of tokens', async () => {
    const form = objectsForm();
    const provider = open();
    const prompt = form.fill('two cats and a red ball on a table');
    const { text, truncated, usage } = await provider.ask({ ...question, prompt, schema: form.schema });
    expect(usage?.answerTokens).toBeLessThanOrEqual(900);
    if (!truncated) expect(Object.keys(JSON.parse(text) as object)).toEqual(['objects', 'background', 'negative']);
    expect(form.read('x', text, { width: 512, height: 512 }).layout.boxes.length).toBeGreaterThan(0);
    await provider.release();
  });

  it('is stopped at any moment, and can be asked again', async () => {
    const provider = open();
    const stopAt = (kind: 'status' | 'text') => {
      const controller = new AbortController();
      const onEvent: Question['onEvent'] = (event) => event.kind === kind && controller.abort();
      const prompt = 'Count from 1 to 1000 in words, one number a line.';
      return failureOf(provider.ask({ ...question, prompt, signal: controller.signal, onEvent }));
    };
    expect((await stopAt('status')).code).toBe('cancelled');
    expect((await stopAt('text')).code).toBe('cancelled');
    expect((await provider.ask(question)).text).not.toBe('');
    await provider.release();
  });

  it('lets the app go on while it computes', async () => {
    const provider = open();
    await provider.ask(question); // loaded
    let beats = 0;
    const beat = setInterval(() => beats++, 1);
    await provider.ask({ ...question, seed: 2 });
    clearInterval(beat);
    expect(beats).toBeGreaterThan(5); // it would be one or two if the model held the event loop
    await provider.release();
  });

  it('refuses files that are no models, and sentences that it can not take in', async () => {
    const provider = open();
    const text = join(temporaryFolder(), 'text.gguf');
    writeFileSync(text, 'no model at all');
    expect((await failureOf(provider.chooseModel(text, never))).code).toBe('llm_refused');
    expect((await failureOf(provider.ask({ ...question, model: text }))).code).toBe('llm_refused');
    const long = await failureOf(provider.ask({ ...question, prompt: 'a dog and a cat '.repeat(3000) }));
    expect(long.code).toBe('prompt_too_long');
    await provider.release();
  });
});

describe('from a sentence to a layout with a model in a file', () => {
  it('ends in boxes', async () => {
    const prompt = 'two cats and a red ball on a table in a kitchen';
    const result = await writing(env).write({ prompt });
    expectLayout(result, prompt);
    process.stdout.write(`${outcomeOf(result)}\n`);
  });

  it('works from the command line, which comes to an end', async () => {
    const data = temporaryFolder();
    const args = ['layout', 'a dog and a cat', '--provider', 'gguf', '--model', file, '--json', '--data-dir', data];
    const more = { LMD_LLAMA_DIR: folder, LMD_LLAMA_THREADS: '1' };
    const { code, stdout } = await runProgram('main/cli/lmd.ts', args, { env: more });
    expect(code, stdout).toBe(0);
    expectLayout(JSON.parse(stdout) as LayoutResult, 'a dog and a cat');
  });

  it('tells what to install where node-llama-cpp is missing', async () => {
    const data = temporaryFolder();
    const args = ['layout', 'a dog', '--provider', 'gguf', '--model', file, '--data-dir', data];
    const { code, stderr } = await runProgram('main/cli/lmd.ts', args);
    expect([code, stderr]).toEqual([1, expect.stringContaining(`npm install --prefix "${join(data, 'llama')}"`)]);
  });
});
