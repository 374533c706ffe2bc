import type { z } from 'zod';
import { AppError } from '../../preload/contract/errors.ts';
import type { LayoutEvent, LayoutResult, Warning, layoutRequestSchema } from '../../preload/contract/stage1.ts';
import type { PromptCache } from '../store/prompt-cache.ts';
import { chooseForm } from './prompting/choose.ts';
import type { PromptForm } from './prompting/form.ts';
import { promptTooLong, unreadable } from './providers/failures.ts';
import type { Answer, Correction, LayoutProvider, Question } from './providers/provider.ts';
import { parametersInName } from './providers/provider.ts';
import type { ReadAnswer } from './read-answer.ts';
import { faultOf } from './repair/fault.ts';
import { newestStored, store } from './stored-answers.ts';

export interface AskServices {
  provider: LayoutProvider;
  cache: PromptCache;
  /** Folder with the user's own copies of templates. */
  templates?: string;
  /** A number in [0, 1), from which seeds are made. */
  random: () => number;
  signal: AbortSignal;
  onEvent: (event: LayoutEvent) => void;
}

export type ModelRequest = Omit<z.output<typeof layoutRequestSchema>, 'provider'>;
export type ModelResult = Omit<LayoutResult, 'notice' | 'ms'>;

/** Template, sentence and answer fit the context of any model up to here. */
const longestSentence = 8000;
const attempts = 2;

/**
 * A layout by a language model: the stored answer if there is one and it may be used, else a new one. An answer that can
 * not be read is asked for once more, with what is wrong with it.
 * @throws AppError llm_*, layout_unreadable, prompt_too_long, cancelled
 */
export async function askForLayout(request: ModelRequest, services: AskServices): Promise<ModelResult> {
  const { provider, templates, signal } = services;
  if (request.prompt.length > longestSentence) throw promptTooLong('a language model');
  if (request.model !== '') {
    const form = chooseForm(request.form, parametersInName(request.model), templates, request.canvas);
    const stored = storedResult(request, form, services);
    if (stored !== null) return stored; // the server need not even be running
  }
  const { name: model, parameters } = await provider.chooseModel(request.model, signal);
  const form = chooseForm(request.form, parameters, templates, request.canvas);
  const chosen = { ...request, model };
  return storedResult(chosen, form, services) ?? (await newResult(chosen, form, services));
}

function storedResult(request: ModelRequest, form: PromptForm, { provider, cache }: AskServices): ModelResult | null {
  const { prompt, model, canvas, cache: use } = request;
  if (use === 'bypass') return null;
  const key = { prompt, template: form.version, model };
  const stored = newestStored(cache, key, (answer) => form.read(prompt, answer, canvas));
  if (stored === null) return null;
  const { layout, text, warnings } = stored;
  return { layout, provider: provider.id, model, template: form.version, cached: true, raw: text, warnings };
}

async function newResult(request: ModelRequest, form: PromptForm, services: AskServices): Promise<ModelResult> {
  const { prompt, model } = request;
  const { provider, cache, random, signal, onEvent } = services;
  const seed = Math.floor(random() * 2 ** 31);
  const question = { model, prompt: form.fill(prompt), schema: form.schema, seed, signal, onEvent };
  const { text, truncated, usage, layout, warnings } = await readableAnswer(request, form, question, provider);
  const result = {
    layout,
    provider: provider.id,
    model,
    template: form.version,
    cached: false,
    raw: text,
    ...(usage === null ? {} : { usage }),
  };
  if (truncated) return { ...result, warnings: withCut(warnings, model) };
  const notStored = store(cache, { prompt, template: form.version, model }, text);
  return { ...result, warnings: [...warnings, ...notStored] };
}

/** Asks until an answer can be read, but not for ever. */
async function readableAnswer(
  { prompt, canvas, model }: ModelRequest,
  form: PromptForm,
  question: Question,
  provider: LayoutProvider,
): Promise<Answer & ReadAnswer> {
  const { onEvent } = question;
  let { schema = null } = question;
  let correction: Correction | null = null;
  const asked: Warning[] = [];
  /** What was read of an answer that did not come to its end under a schema: better than nothing. */
  let spare: (Answer & ReadAnswer) | null = null;
  for (let attempt = 1; ; attempt++) {
    const isLast = attempt === attempts;
    let answer: Answer | null = null;
    try {
      answer = await provider.ask({ ...question, schema, correction, seed: question.seed + attempt - 1 });
      onEvent({ kind: 'status', text: 'Reading the answer…' });
      const { layout, warnings } = form.read(prompt, answer.text, canvas);
      const read = { ...answer, layout, warnings: [...asked, ...warnings] };
      if (!answer.truncated || schema === null || isLast) return read;
      spare = read;
    } catch (error) {
      const { code } = AppError.from(error);
      if (code !== 'layout_unreadable' && code !== 'llm_empty') throw error;
      if (isLast && spare !== null) return spare;
      if (isLast) throw code === 'llm_empty' ? error : unreadable(model, answer?.text ?? '', error);
      if (answer !== null && !answer.truncated) {
        correction = { answer: answer.text, request: `${faultOf(error)}\n\n${form.again(prompt)}` };
      }
    }
    // A model that can not keep to a schema goes round in circles until it is stopped.
    if (answer === null || answer.truncated) schema = null;
    asked.push(askedAgain(model));
    onEvent({ kind: 'text', text: '\n\n' });
    onEvent({ kind: 'status', text: `That answer is no complete layout. Asking ${model} once more…` });
  }
}

/** The reader may have seen for itself that the answer is cut. */
function withCut(warnings: readonly Warning[], model: string): Warning[] {
  if (warnings.some(({ code }) => code === 'truncated')) return [...warnings];
  const message = `${model} did not come to an end; what it had written until then was taken.`;
  return [...warnings, { code: 'truncated', message }];
}

const askedAgain = (model: string): Warning => ({
  code: 'asked_again',
  message: `The first answer was no complete layout, so ${model} was asked once more.`,
});
