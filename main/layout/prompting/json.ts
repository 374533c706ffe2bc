import type { Canvas } from '../../../preload/contract/layout.ts';
import { onCanvas, readLayout } from '../read-answer.ts';
import { fillTemplate, readTemplate } from '../template.ts';
import type { PromptForm } from './form.ts';
import { record } from './schema.ts';
import { sizedTemplate, square } from './sized-template.ts';

const text = { type: 'string' };
const integer = { type: 'integer' };

const schema = {
  name: 'layout',
  schema: record({
    objects: {
      type: 'array',
      items: record({ name: text, x: integer, y: integer, width: integer, height: integer }),
    },
    background: text,
    negative: text,
  }),
};

/** The same question with an answer in JSON, for models that are good with numbers but not with formats. */
export function jsonForm(ownTemplates?: string, drawn: Canvas = square): PromptForm {
  const template = sizedTemplate(readTemplate('studio-json-1', ownTemplates), drawn);
  return {
    version: template.version,
    schema,
    fill: (sentence) => fillTemplate(template, sentence),
    again: (sentence) => `Caption: ${sentence.trim()}`,
    read(sentence, answer, canvas) {
      const { layout, warnings } = readLayout(sentence, answer, template.asked);
      return onCanvas({ layout, warnings: warnings.filter(({ code }) => code !== 'json') }, canvas); // as asked for
    },
  };
}
