import type { Canvas } from '../../../preload/contract/layout.ts';
import type { AnswerSchema } from '../providers/provider.ts';
import type { ReadAnswer } from '../read-answer.ts';

/** One way to ask for a layout, and to read the answer. */
export interface PromptForm {
  /** Version of its template: part of the key under which answers are stored. */
  readonly version: string;
  /** The form that the answer must have; null for the template's own. */
  readonly schema: AnswerSchema | null;
  /** The whole request for a sentence. */
  fill(sentence: string): string;
  /** How a request begins anew behind an answer that can not be read. */
  again(sentence: string): string;
  /** @throws AppError layout_unreadable */
  read(sentence: string, answer: string, canvas: Canvas): ReadAnswer;
}
