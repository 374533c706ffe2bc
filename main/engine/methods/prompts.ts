import { AppError } from '../../../preload/contract/errors.ts';
import type { Compatibility, LayoutTexts } from '../text/convert.ts';
import { convertLayout } from '../text/convert.ts';
import { overallNegative } from '../text/negatives.ts';
import type { Tokenizer } from '../text/tokenizer.ts';
import { drawable } from './boxes.ts';
import type { MethodContext, TextEmbedding } from './method.ts';

export interface PreparedLayout {
  readonly texts: LayoutTexts;
  readonly warnings: readonly string[];
}

/** The layout's boxes, checked, as phrases and prompts. Captionless boxes are left out with a warning. */
export function prepareLayout({ layout }: MethodContext, compatibility: Compatibility): PreparedLayout {
  const { layout: checked, warnings } = drawable(layout);
  const texts = convertLayout(checked, compatibility);
  const unnamed = texts.unnamed.map((index) => `Box ${index + 1} has no caption and was left out.`);
  return { texts, warnings: [...warnings, ...unnamed] };
}

export interface Conditioning {
  readonly prompt: string;
  readonly negative: string;
  readonly cond: TextEmbedding;
  readonly uncond: TextEmbedding;
  readonly warnings: readonly string[];
}

/**
 * Encodes the prompt of the whole picture and its negative prompt.
 * @throws AppError empty_prompt
 */
export async function conditioning(context: MethodContext, prompt: string): Promise<Conditioning> {
  const { layout, tokenizer } = context;
  requirePrompt(prompt);
  const negative = overallNegative(layout.negative.trim());
  return {
    prompt,
    negative,
    cond: await context.encode(prompt),
    uncond: await context.encode(negative),
    warnings: [
      ...cutWarning(tokenizer, 'The prompt', prompt),
      ...cutWarning(tokenizer, 'The negative prompt', layout.negative.trim()), // only what the user wrote
    ],
  };
}

/**
 * The prompt itself.
 * @throws AppError empty_prompt
 */
export function requirePrompt(prompt: string): string {
  if (prompt.trim() !== '') return prompt;
  throw new AppError(
    'empty_prompt',
    'There is nothing to draw yet: neither a prompt nor a background nor a box with a caption. Write a prompt or add a box.',
  );
}

/** What the model will not read of a text; the reference fails on it for negative prompts and phrases (quirk Q25). */
export function cutWarning(tokenizer: Tokenizer, what: string, text: string): string[] {
  const over = tokenizer.encode(text).length - tokenizer.maxTokens;
  if (over <= 0) return [];
  const limit = tokenizer.maxTokens - 2;
  return [`${what} is too long for this model: it reads the first ${limit} tokens, the last ${over} were left out.`];
}
