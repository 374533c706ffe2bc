import { z } from 'zod';
import { AppError } from '../../../preload/contract/errors.ts';
import { AnswerText } from './answer-text.ts';
import { brokeOff, notOllama, saidNothing, tookTooLong } from './failures.ts';
import type { OllamaOptions, OllamaSettings } from './ollama-client.ts';
import { ollamaSettings, openClient } from './ollama-client.ts';
import { unloadModels } from './ollama-manage.ts';
import { listModels, requireModel } from './ollama-models.ts';
import type { GenerateRequest, Ollama } from 'ollama';
import type { Answer, LayoutProvider, Question, Usage } from './provider.ts';
import { fullText, parametersInName } from './provider.ts';
import { Watch } from './time-limits.ts';

/** As the reference asks (spec 1.6). */
const temperature = 0.25;
const answerTokens = 900;
const stop = '\n\n';
/** A model that thinks although it is asked not to needs room to do so. */
const thoughtTokens = 4096;

const showSchema = z.object({ capabilities: z.array(z.string()).nullish() });
const psSchema = z.object({ models: z.array(z.object({ name: z.string() })).nullish() });
const chunkSchema = z.object({
  response: z.string().default(''),
  thinking: z.string().default(''),
  done: z.boolean().default(false),
  done_reason: z.string().optional(),
  prompt_eval_count: z.number().nullish(),
  eval_count: z.number().nullish(),
});

export interface OllamaQuestion extends Question {
  settings: OllamaSettings;
}

/** A server of Ollama: on this machine, or wherever OLLAMA_HOST says. */
export function ollamaProvider(options: OllamaOptions): LayoutProvider {
  const asked = new Set<string>();
  return {
    id: 'ollama',
    async chooseModel(named, signal) {
      const settings = ollamaSettings(options);
      using watch = new Watch(signal);
      const { name, details } = requireModel(await listModels(settings, watch, settings.limits.connect), named);
      return { name, parameters: parametersInName(details?.parameter_size ?? '') ?? parametersInName(name) };
    },
    ask(question) {
      asked.add(question.model);
      return askOllama({ ...question, settings: ollamaSettings(options) });
    },
    async release() {
      if (asked.size === 0) return;
      await unloadModels(options, asked);
      asked.clear();
    },
  };
}

/**
 * Asks an installed model, streaming. The connection is closed as soon as the layout is complete.
 * @throws AppError one of llm_*, prompt_too_long, cancelled
 */
export async function askOllama(question: OllamaQuestion): Promise<Answer> {
  const { model, settings, signal, onEvent } = question;
  const { address, limits } = settings;
  using watch = new Watch(signal);
  const client = openClient(address, watch.signal, model);
  let answer: AnswerText | null = null;
  try {
    watch.check();
    watch.expect(limits.firstToken, () => tookTooLong(model));
    watch.limit(limits.whole, () => tookTooLong(model, { answer: answer?.text ?? '' }));
    const [thinks, loaded] = await Promise.all([canThink(client, model), isLoaded(client, model)]);
    onEvent({ kind: 'status', text: loaded ? `Asking ${model}…` : `Loading ${model}… (the first time takes a while)` });
    answer = new AnswerText({ endsAtBlankLine: !thinks && !question.schema });
    const end = await readStream(client, requestFor(question, thinks), { answer, watch, question });
    if (answer.text.trim() === '') throw saidNothing(model);
    return {
      text: answer.text,
      truncated: answer.end === 'endless' || (answer.end === null && end?.reason === 'length'),
      usage: end?.usage ?? null,
    };
  } catch (error) {
    watch.check();
    if (error instanceof AppError) throw error;
    if (error instanceof z.ZodError) throw notOllama({ cause: error });
    throw brokeOff(model, { answer: answer?.text ?? '', cause: error });
  }
}

interface Reading {
  answer: AnswerText;
  watch: Watch;
  question: OllamaQuestion;
}

interface End {
  reason: string | undefined;
  usage: Usage;
}

/** Reads until the layout is complete or the server is done; returns what the server says at its end. */
async function readStream(
  client: Ollama,
  request: GenerateRequest & { stream: true },
  { answer, watch, question: { model, settings, onEvent } }: Reading,
): Promise<End | undefined> {
  const show = (text: string): void => {
    if (text !== '') onEvent({ kind: 'text', text });
  };
  let phase: 'waiting' | 'thinking' | 'answering' = 'waiting';
  for await (const value of await client.generate(request)) {
    const { response, thinking, done, ...last } = chunkSchema.parse(value);
    watch.expect(settings.limits.nextToken, () => tookTooLong(model, { answer: answer.text }));
    if (thinking !== '' && phase === 'waiting') {
      phase = 'thinking';
      onEvent({ kind: 'status', text: `${model} is thinking…` });
    } else if (response !== '' && phase !== 'answering') {
      phase = 'answering';
      onEvent({ kind: 'status', text: `${model} is writing…` });
    }
    show(answer.push(response));
    if (answer.end !== null) return undefined;
    if (done) {
      show(answer.flush());
      const usage = { promptTokens: last.prompt_eval_count ?? null, answerTokens: last.eval_count ?? null };
      return { reason: last.done_reason, usage };
    }
  }
  return undefined;
}

/**
 * The prompt is a text to be continued, so it goes to the model as it is; the reference, too, asks open models for a
 * plain completion. A model that thinks needs its chat template, and no stop sequence: it would end the thoughts.
 */
function requestFor(question: OllamaQuestion, thinks: boolean): GenerateRequest & { stream: true } {
  const { model, seed, schema } = question;
  const prompt = fullText(question);
  const tokens = thinks ? answerTokens + thoughtTokens : answerTokens;
  const options = { temperature, seed, num_predict: tokens, num_ctx: contextFor(prompt, tokens) };
  const common = { model, prompt, stream: true, ...(schema ? { format: schema.schema } : {}) } as const;
  if (thinks) return { ...common, think: false, options };
  // A schema asks for what a chat answers; a text is continued.
  return schema ? { ...common, options } : { ...common, raw: true, options: { ...options, stop: [stop] } };
}

/** A power of two that surely holds prompt and answer. A token stands for three bytes or more of a usual text. */
function contextFor(prompt: string, answer: number): number {
  const tokens = Buffer.byteLength(prompt) / 3 + answer;
  return Math.max(4096, 2 ** Math.ceil(Math.log2(tokens)));
}

async function canThink(client: Ollama, model: string): Promise<boolean> {
  return showSchema.parse(await client.show({ model })).capabilities?.includes('thinking') ?? false;
}

async function isLoaded(client: Ollama, model: string): Promise<boolean> {
  return psSchema.parse(await client.ps()).models?.some(({ name }) => name === model) ?? false;
}
