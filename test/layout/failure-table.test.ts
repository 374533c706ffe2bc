import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { AppError } from '../../preload/contract/errors.ts';
import type { LayoutEvent, LayoutRequest, LayoutResult } from '../../preload/contract/stage1.ts';
import { GgufProvider } from '../../main/layout/providers/gguf.ts';
import { environmentKeys } from '../../main/layout/providers/key-store.ts';
import { ollamaProvider } from '../../main/layout/providers/ollama.ts';
import { OpenAiProvider } from '../../main/layout/providers/openai.ts';
import { defaultLimits } from '../../main/layout/providers/time-limits.ts';
import { writeByRules } from '../../main/layout/rules/write-by-rules.ts';
import { writeLayout } from '../../main/layout/writer.ts';
import { openDatabase } from '../../main/store/db.ts';
import { openPromptCache } from '../../main/store/prompt-cache.ts';
import type { FakeAnswer } from '../helpers/fake-ollama.ts';
import { fakeOllama } from '../helpers/fake-ollama.ts';
import type { OpenAiAnswer } from '../helpers/fake-openai.ts';
import { fakeOpenAi } from '../helpers/fake-openai.ts';
import { failures } from '../helpers/fake-openai-shapes.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const prompt = 'a dog in a park';
const good = "[('a dog', [100, 200, 300, 250])]\nBackground prompt: a park\nNegative prompt: ";

/** What both fakes can be told to do. */
type Said = Pick<FakeAnswer & OpenAiAnswer, 'say' | 'cut' | 'abandoned'> & { done: () => void };
type Behaviour = (answer: Said) => void;

interface Desk {
  /** How models of the server behave from now on. */
  behave: (behaviour: Behaviour) => void;
  /** Resolves with the n-th request for an answer. */
  question: (n: number) => Promise<Said>;
  /** Everything the server is asked for from now on is refused: its key is wrong. */
  lock: () => void;
  close: () => Promise<void>;
  write: (request?: Partial<LayoutRequest>) => Promise<LayoutResult>;
  stop: () => void;
  events: LayoutEvent[];
}

/** A writer on a real store with one server, which has answered the prompt well once. */
async function deskWith(id: 'ollama' | 'openai'): Promise<Desk> {
  let behaviour: Behaviour = ({ say, done }) => {
    say(good);
    done();
  };
  let locked = false;
  const answer = (said: Said): void => behaviour(said);
  const ollama =
    id === 'ollama'
      ? await fakeOllama({
          answer,
          intercept: (_request, response) => {
            if (locked) response.writeHead(401, { 'content-type': 'application/json' }).end('{"error":"unauthorized"}');
            return locked;
          },
        })
      : null;
  const openai =
    id === 'openai'
      ? await fakeOpenAi({
          answer,
          intercept: (_request, response) => {
            const [status, body] = failures.openai.wrongKey;
            if (locked) response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
            return locked;
          },
        })
      : null;
  const { db } = openDatabase(join(temporaryFolder(), 'lmd.db'));
  onTestFinished(() => void db.close());
  let controller = new AbortController();
  const events: LayoutEvent[] = [];
  const providers = {
    ollama: ollamaProvider({ host: ollama?.host ?? 'http://127.0.0.1:9' }),
    gguf: new GgufProvider({ folder: '' }),
    openai: new OpenAiProvider({
      url: openai?.url,
      model: 'gpt-4',
      keys: environmentKeys({ OPENAI_API_KEY: 'sk-wrong-0123456789' }),
      pause: () => Promise.resolve(),
    }),
  };
  const cache = openPromptCache(db, () => 0);
  const desk: Desk = {
    behave: (next) => (behaviour = next),
    question: (n) => (ollama ?? openai)?.question(n) ?? Promise.reject(new Error('no server')),
    lock: () => (locked = true),
    close: async () => (ollama ?? openai)?.close(),
    write: (request) =>
      writeLayout(
        { prompt, provider: id, ...request },
        {
          ...{ providers, automatic: id, random: () => 0.5, cache, clock: () => 0 },
          signal: (controller = new AbortController()).signal,
          onEvent: (event) => void events.push(event),
        },
      ),
    stop: () => controller.abort(),
    events,
  };
  expect((await desk.write()).layout.boxes).toHaveLength(1);
  return desk;
}

const failureOf = (writing: Promise<LayoutResult>): Promise<AppError> =>
  writing.then(
    () => Promise.reject(new Error('it worked')),
    (error: unknown) => AppError.from(error),
  );

const useFakeClock = (): void => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  onTestFinished(() => void vi.useRealTimers());
};

/** What was there before a failure is there after it. */
async function expectAllKept({ behave, write }: Desk): Promise<void> {
  vi.useRealTimers();
  behave(() => expect.unreachable('the stored answer is asked for'));
  const model = { model: 'mixtral:8x7b' };
  const again = await write({ cache: 'use' }).catch(() => write({ cache: 'use', ...model }));
  expect(again).toMatchObject({ cached: true, raw: good, layout: { prompt, boxes: [{ caption: 'a dog' }] } });
}

const blanks: Behaviour = ({ say }) => {
  for (let i = 0; i < 300; i++) say(' \n');
};
const megabyte: Behaviour = ({ say }) => {
  for (let i = 0; i < 1000; i++) say('All work and no play. '.repeat(48));
};
const diesInTheMiddle: Behaviour = ({ say, cut }) => {
  say("[('a dog', [100, 200");
  setImmediate(cut);
};

describe.each(['ollama', 'openai'] as const)('with %s as the server', (id) => {
  it('a model that takes five minutes for its first word ends after 295 s, and not before', async () => {
    const desk = await deskWith(id);
    useFakeClock();
    desk.behave(() => undefined);
    const failure = failureOf(desk.write({ cache: 'bypass' }));
    const question = await desk.question(2);
    vi.advanceTimersByTime(defaultLimits.firstToken - 1);
    expect(desk.events.at(-1)?.kind).toBe('status'); // still waiting, and says so
    vi.advanceTimersByTime(1);
    const { code, message } = await failure;
    expect(code).toBe('llm_timeout');
    expect(message).toMatch(/took too long to answer\. Your sentence and the canvas are unchanged: ask again/);
    await question.abandoned;
    await expectAllKept(desk);
  });

  it('a model that says a word now and then, for ever, ends after half an hour', async () => {
    const desk = await deskWith(id);
    useFakeClock();
    desk.behave(() => undefined);
    const failure = failureOf(desk.write({ cache: 'bypass' }));
    const question = await desk.question(2);
    const heard = (): number => desk.events.filter(({ kind }) => kind === 'text').length;
    for (let passed = 0; passed + 50_000 < defaultLimits.whole; passed += 50_000) {
      const before = heard();
      question.say('word ');
      await vi.waitUntil(() => heard() > before, { interval: 1 });
      vi.advanceTimersByTime(50_000);
    }
    vi.advanceTimersByTime(50_000);
    expect((await failure).code).toBe('llm_timeout');
    await question.abandoned;
    await expectAllKept(desk);
  });

  it('a server that dies in the middle of an answer', async () => {
    const desk = await deskWith(id);
    desk.behave(diesInTheMiddle);
    const { code, message, detail } = await failureOf(desk.write({ cache: 'bypass' }));
    expect(code).toBe('llm_interrupted');
    expect(message).toMatch(/Your sentence and the canvas are unchanged/);
    expect(detail).toContain("[('a dog', [100, 200");
    await expectAllKept(desk);
  });

  it.each([
    ['blanks without end', blanks, /answered nothing\. The built-in rules wrote this layout/],
    ['a megabyte of prose', megabyte, /was asked twice, and no layout can be read/],
  ])('%s are cut off, asked for once more, and then the rules write', async (_name, behaviour, notice) => {
    const desk = await deskWith(id);
    desk.behave(behaviour);
    const result = await desk.write({ cache: 'bypass' });
    expect(result).toMatchObject({ provider: 'rules', cached: false, layout: writeByRules(prompt) });
    expect(result.notice).toMatch(notice);
    expect(result.raw.length).toBeLessThanOrEqual(32_000);
    await Promise.all([desk.question(2), desk.question(3)].map(async (asked) => (await asked).abandoned));
    await expectAllKept(desk);
  });

  it('a megabyte of boxes gives those that were read', async () => {
    const desk = await deskWith(id);
    desk.behave(({ say, done }) => {
      say('[');
      for (let i = 0; i < 20_000; i++) say("('a dog', [100, 200, 300, 250]), ");
      done();
    });
    const result = await desk.write({ cache: 'bypass' });
    expect(result.layout.boxes).toHaveLength(100);
    expect(result.warnings.map(({ code }) => code)).toContain('truncated');
    await expectAllKept(desk);
  });

  it('a wrong key', async () => {
    const desk = await deskWith(id);
    desk.lock();
    const { code, message, detail = '' } = await failureOf(desk.write({ cache: 'bypass' }));
    expect(code).toBe(id === 'openai' ? 'llm_unauthorized' : 'llm_refused'); // Ollama has no keys, a proxy before it may
    expect(message).toMatch(/Your sentence and the canvas are unchanged/);
    expect(message + detail).not.toContain('sk-wrong-0123456789');
    await expectAllKept(desk);
  });

  it('no server', async () => {
    const desk = await deskWith(id);
    await desk.close();
    const { code, message } = await failureOf(desk.write({ cache: 'bypass' }));
    expect(code).toBe('llm_unreachable');
    expect(message).toMatch(/does not answer|can not be reached.*Your sentence and the canvas are unchanged/);
    await expectAllKept(desk);
  });

  it.each<[string, Behaviour]>([
    ['that is slow', () => undefined],
    ['in the middle of an answer', ({ say }) => say("[('a dog', [100")],
    ['that says blanks', ({ say }) => say(' \n')],
    ['that says a megabyte', ({ say }) => say('All work and no play. '.repeat(1000))],
  ])('one word stops a model %s', async (_name, behaviour) => {
    const desk = await deskWith(id);
    desk.behave(behaviour);
    const failure = failureOf(desk.write({ cache: 'bypass' }));
    const question = await desk.question(2);
    desk.stop();
    expect(await failure).toMatchObject({
      code: 'cancelled',
      message: 'Stopped. Your sentence and the canvas are unchanged.',
    });
    await question.abandoned;
    await expectAllKept(desk);
  });

  it('where the choice is left to the app, the rules step in for each, and say why', async () => {
    const notices: (string | null)[] = [];
    const write = async (change: (desk: Desk) => void | Promise<void>): Promise<void> => {
      const desk = await deskWith(id);
      await change(desk);
      const result = await desk.write({ provider: 'auto', cache: 'bypass' });
      expect(result).toMatchObject({ provider: 'rules', layout: { ...writeByRules(prompt), background: /./ } });
      notices.push(result.notice);
    };
    await write(({ behave }) => behave(diesInTheMiddle));
    await write(({ lock }) => lock());
    await write(({ close }) => close());
    for (const notice of notices) expect(notice).toMatch(/\. The built-in rules wrote this layout\.$/);
    expect(new Set(notices).size).toBe(3);
  });
});
