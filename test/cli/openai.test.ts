import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { LayoutResult } from '../../preload/contract/stage1.ts';
import { fakeOpenAi, speaks } from '../helpers/fake-openai.ts';
import { failures } from '../helpers/fake-openai-shapes.ts';
import { runProgram } from '../helpers/lmd.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const key = 'sk-secret-0123456789';
const answer = "[('a dog', [100, 200, 300, 250])]\nBackground prompt: a park\nNegative prompt: ";
const run = (dataDir: string, args: string[], env: Record<string, string> = {}) =>
  runProgram('main/cli/lmd.ts', args, {
    env: { OLLAMA_HOST: 'http://127.0.0.1:9', ...env, LMD_DATA_DIR: dataDir, OPENAI_API_KEY: key },
  });

describe('lmd with an OpenAI-compatible server', () => {
  it('asks the server of --openai with the key of the environment, and stores the answer', async () => {
    const fake = await fakeOpenAi({ key, answer: speaks(answer) });
    const folder = temporaryFolder();
    const args = ['layout', 'a dog', '--provider', 'openai', '--openai', fake.url, '--model', 'gpt-4', '--json'];
    const first = JSON.parse((await run(folder, args)).stdout) as LayoutResult;
    expect(first).toMatchObject({
      provider: 'openai',
      model: 'gpt-4',
      template: 'studio-1',
      cached: false,
      raw: answer,
      usage: { promptTokens: 1021, answerTokens: 88 },
    });
    const second = JSON.parse((await run(folder, args)).stdout) as LayoutResult;
    expect(second).toMatchObject({ cached: true, layout: first.layout });
    expect(fake.asked).toHaveLength(1);
  });

  it('asks the server of LMD_OPENAI_URL when nobody is named, and falls back to rules', async () => {
    const fake = await fakeOpenAi({ answer: ({ fail }) => fail(failures.openai.wrongKey) });
    const env = { LMD_OPENAI_URL: fake.url, LMD_OPENAI_MODEL: 'gpt-4' };
    const { code, stdout, stderr } = await run(temporaryFolder(), ['layout', 'a dog', '--json'], env);
    expect([code, (JSON.parse(stdout) as LayoutResult).provider]).toEqual([0, 'rules']);
    expect(stderr).toMatch(/does not accept the key/);
    expect(stdout + stderr).not.toContain('secret');
  });

  it('runs the benchmark on it; a second run goes on where the first ended', async () => {
    const folder = temporaryFolder();
    let answers = 0;
    const fake = await fakeOpenAi({
      answer: (to) => {
        if (++answers === 30) return to.fail(failures.openai.quota);
        speaks('[]\nBackground prompt: A realistic scene\nNegative prompt: x')(to);
      },
    });
    const args = ['benchmark', 'layout', '--provider', 'openai', '--openai', fake.url, '--model', 'gpt-4', '--json'];
    const first = await run(folder, args);
    expect([first.code, JSON.parse(first.stdout)]).toMatchObject([1, { error: { code: 'llm_refused' } }]);
    const lines = readFileSync(join(folder, 'benchmark', 'layout-openai-gpt-4.jsonl'), 'utf8')
      .trim()
      .split('\n');
    expect(lines.length).toBeGreaterThanOrEqual(26);
    const second = await run(folder, args);
    expect(JSON.parse(second.stdout)).toMatchObject({
      tasks: { negation: { success: 100, total: 100 }, numeracy: { success: 0, total: 100 } },
      overall: { success: 100, total: 400, rate: 0.25 },
    });
    expect(answers).toBeLessThanOrEqual(404);
  });
});
