import { classicForm } from './classic.ts';
import type { PromptForm } from './form.ts';

/** How a model is asked. */
export function chooseForm(_parameters: number | null, ownTemplates?: string): PromptForm {
  return classicForm(ownTemplates);
}
