import type { Canvas } from '../../../preload/contract/layout.ts';
import { onCanvas, readLayout } from '../read-answer.ts';
import { fillTemplate, readTemplate } from '../template.ts';
import type { PromptForm } from './form.ts';
import { sizedTemplate, square } from './sized-template.ts';

/** The text of the reference, seven examples and a caption to go on with: what GPT-4 and Mixtral answer best. */
export function classicForm(ownTemplates?: string, drawn: Canvas = square): PromptForm {
  const template = sizedTemplate(readTemplate('studio-1', ownTemplates), drawn);
  return {
    version: template.version,
    schema: null,
    fill: (sentence) => fillTemplate(template, sentence),
    again: (sentence) => `Caption: ${sentence.trim()}\nObjects:`,
    read: (sentence, answer, canvas) => onCanvas(readLayout(sentence, answer, template.asked), canvas),
  };
}
