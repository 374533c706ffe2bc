import { AppError } from '../../preload/contract/errors.ts';
import type { Canvas } from '../../preload/contract/layout.ts';
import type { LayoutRequest, LayoutResult } from '../../preload/contract/stage1.ts';
import { layoutRequestSchema } from '../../preload/contract/stage1.ts';
import type { AskServices } from './ask.ts';
import { askForLayout } from './ask.ts';
import { withOverall } from './interactions.ts';
import { classicForm } from './prompting/classic.ts';
import { LlmError } from './providers/failures.ts';
import type { LayoutProvider } from './providers/provider.ts';
import { readLayout } from './read-answer.ts';
import { understood } from './repair/understood.ts';
import { writeByRules } from './rules/write-by-rules.ts';
import { templateVersion } from './template.ts';

export interface WriterServices extends Omit<AskServices, 'provider'> {
  providers: Readonly<Record<LayoutProvider['id'], LayoutProvider>>;
  /** The one that is asked when the user leaves the choice to the app. */
  automatic: LayoutProvider['id'];
  clock: () => number;
}

const longestPrompt = 100_000;

/**
 * Stage 1: a sentence becomes a layout. `auto` never leaves the user without one: where no language model can write it,
 * the rules do, and the notice says why.
 * @throws AppError empty_prompt, prompt_too_long, cancelled; where a server was named that can not answer also llm_*
 */
export async function writeLayout(input: LayoutRequest, services: WriterServices): Promise<LayoutResult> {
  const { clock, signal, providers, automatic } = services;
  const start = clock();
  const { provider, ...request } = parseRequest(input);
  checkLength(request.prompt);
  if (request.prompt.trim() === '') throw emptyPrompt();
  if (signal.aborted) throw new AppError('cancelled', 'Stopped. Your sentence and the canvas are unchanged.');
  const byRules = (notice: string | null, raw: string): LayoutResult => ({
    ...rulesOn(request.prompt, request.canvas, raw),
    ...({ provider: 'rules', model: 'rules', template: '', cached: false, raw, notice } as const),
    ms: clock() - start,
  });
  if (provider === 'rules') return byRules(null, '');
  try {
    const asked = providers[provider === 'auto' ? automatic : provider];
    const result = await askForLayout(request, { ...services, provider: asked });
    return { ...result, layout: withOverall(result.layout), notice: null, ms: clock() - start };
  } catch (error) {
    if (!(error instanceof LlmError) || (provider !== 'auto' && !hasAnswered(error))) throw error;
    return byRules(`${error.happened} The built-in rules wrote this layout.`, error.answer);
  }
}

/** The last rung of the ladder is for answers; a server that was named and can not be asked is told instead. */
const hasAnswered = ({ code }: LlmError): boolean => code === 'layout_unreadable' || code === 'llm_empty';

/** Rules on the sentence, with what could be understood of an answer without boxes. */
function rulesOn(prompt: string, canvas: Canvas, answer: string): Pick<LayoutResult, 'layout' | 'warnings'> {
  const layout = withOverall(writeByRules(prompt, canvas));
  const { background, negative } = answer === '' ? { background: '', negative: '' } : understood(answer);
  if (background === '' && negative === '') return { layout, warnings: [] };
  return {
    layout: { ...layout, background: background || layout.background, negative: negative || layout.negative },
    warnings: [{ code: 'prompts_kept', message: 'The prompts of the answer were kept; its boxes could not be read.' }],
  };
}

/** A layout from an answer that the user brings. @throws AppError layout_unreadable, prompt_too_long */
export function readAnswer(prompt: string, answer: string): LayoutResult {
  checkLength(prompt);
  const read = readLayout(prompt, answer);
  const how = { provider: 'paste', model: 'paste', template: templateVersion, cached: false, notice: null } as const;
  return { ...read, layout: withOverall(read.layout), ...how, raw: answer, ms: 0 };
}

/** What to ask a chat model for the layout of a sentence. @throws AppError empty_prompt, prompt_too_long */
export function promptText(prompt: string, ownTemplates?: string): string {
  checkLength(prompt);
  if (prompt.trim() === '') throw emptyPrompt();
  return classicForm(ownTemplates).fill(prompt);
}

function parseRequest(input: LayoutRequest) {
  const request = layoutRequestSchema.safeParse(input);
  if (request.success) return request.data;
  throw new AppError('bad_request', 'The request for a layout is not well-formed. Nothing was changed.', {
    detail: request.error.message,
    cause: request.error,
  });
}

function emptyPrompt(): AppError {
  return new AppError('empty_prompt', 'There is no sentence yet. Type what the picture shows, then ask again.');
}

function checkLength(prompt: string): void {
  if (prompt.length <= longestPrompt) return;
  throw new AppError(
    'prompt_too_long',
    `The sentence has ${prompt.length} characters; at most ${longestPrompt} are read. It was kept: shorten it and ask again.`,
  );
}
