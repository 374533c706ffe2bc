import type { z } from 'zod';
import { AppError } from '../../preload/contract/errors.ts';
import type { LayoutEvent, LayoutResult, Warning, layoutRequestSchema } from '../../preload/contract/stage1.ts';
import type { PromptCache } from '../store/prompt-cache.ts';
import { promptTooLong, unreadable } from './providers/failures.ts';
import type { Answer, Question } from './providers/ollama.ts';
import { askOllama } from './providers/ollama.ts';
import type { OllamaOptions, OllamaSettings } from './providers/ollama-client.ts';
import { ollamaSettings } from './providers/ollama-client.ts';
import { listModels, requireModel } from './providers/ollama-models.ts';
import { Watch } from './providers/time-limits.ts';
import type { ReadAnswer } from './read-answer.ts';
import { readLayout } from './read-answer.ts';
import { newestStored, store } from './stored-answers.ts';
import { fillTemplate, readTemplate, templateVersion } from './template.ts';

export interface AskServices {
  ollama: OllamaOptions;
  cache: PromptCache;
  signal: AbortSignal;
  onEvent: (event: LayoutEvent) => void;
}

export type ModelRequest = Omit<z.output<typeof layoutRequestSchema>, 'provider'>;
export type ModelResult = Pick<LayoutResult, 'layout' | 'model' | 'cached' | 'raw' | 'warnings'>;

/** Template, sentence and answer fit the context of any model up to here. */
const longestSentence = 8000;
const attempts = 2;

/**
 * A layout by a language model: the stored answer if there is one and it may be used, else a new one. An answer that can
 * not be read is asked for once more with another seed.
 * @throws AppError llm_*, layout_unreadable, prompt_too_long, cancelled
 */
export async function askForLayout(request: ModelRequest, services: AskServices): Promise<ModelResult> {
  const { ollama, signal } = services;
  if (request.prompt.length > longestSentence) throw promptTooLong('a language model');
  if (request.model !== '') {
    const stored = storedResult(request, services);
    if (stored !== null) return stored; // Ollama need not even be running
  }
  const settings = ollamaSettings(ollama);
  const model = await installedModel(settings, request.model, signal);
  return storedResult({ ...request, model }, services) ?? (await newResult({ ...request, model }, settings, services));
}

async function installedModel(settings: OllamaSettings, named: string, signal: AbortSignal): Promise<string> {
  using watch = new Watch(signal);
  return requireModel(await listModels(settings, watch, settings.limits.connect), named);
}

function storedResult({ prompt, model, cache: use }: ModelRequest, { cache }: AskServices): ModelResult | null {
  if (use === 'bypass') return null;
  const stored = newestStored(cache, { prompt, template: templateVersion, model }, prompt);
  if (stored === null) return null;
  return { layout: stored.layout, model, cached: true, raw: stored.text, warnings: stored.warnings };
}

async function newResult(request: ModelRequest, settings: OllamaSettings, services: AskServices): Promise<ModelResult> {
  const { prompt, model } = request;
  const { cache, signal, onEvent } = services;
  const template = readTemplate();
  const seed = Math.floor(settings.random() * 2 ** 31);
  const question = { model, prompt: fillTemplate(template, prompt), settings, signal, onEvent };
  const { text, truncated, layout, warnings } = await readableAnswer(prompt, { ...question, seed });
  const result = { layout, model, cached: false, raw: text };
  if (truncated) return { ...result, warnings: withCut(warnings, model) };
  const notStored = store(cache, { prompt, template: template.version, model }, text);
  return { ...result, warnings: [...warnings, ...notStored] };
}

async function readableAnswer(prompt: string, question: Question): Promise<Answer & ReadAnswer> {
  const { model, onEvent } = question;
  for (let attempt = 1; ; attempt++) {
    let text = '';
    try {
      const answer = await askOllama({ ...question, seed: question.seed + attempt - 1 });
      text = answer.text;
      onEvent({ kind: 'status', text: 'Reading the answer…' });
      return { ...answer, ...readLayout(prompt, text) };
    } catch (error) {
      const { code } = AppError.from(error);
      if (code !== 'layout_unreadable' && code !== 'llm_empty') throw error;
      if (attempt === attempts) throw code === 'llm_empty' ? error : unreadable(model, text, error);
    }
    onEvent({ kind: 'text', text: '\n\n' });
    onEvent({ kind: 'status', text: `No layout can be read from that answer. Asking ${model} once more…` });
  }
}

/** The reader may have seen for itself that the answer is cut. */
function withCut(warnings: readonly Warning[], model: string): Warning[] {
  if (warnings.some(({ code }) => code === 'truncated')) return [...warnings];
  const message = `${model} did not come to an end; what it had written until then was taken.`;
  return [...warnings, { code: 'truncated', message }];
}
