import { z } from 'zod';
import { AppError } from '../../../preload/contract/errors.ts';
import type { Warning } from '../../../preload/contract/stage1.ts';
import { onCanvas, readLayout } from '../read-answer.ts';
import { writeScene } from '../rules/write-by-rules.ts';
import { fillTemplate, readTemplate } from '../template.ts';
import type { PromptForm } from './form.ts';
import { jsonIn } from './json-in.ts';
import { record } from './schema.ts';
import { relations, sceneOf, wheres } from './scene-of-objects.ts';

const text = { type: 'string' };

const schema = {
  name: 'objects',
  schema: record({
    objects: {
      type: 'array',
      items: record({
        name: text,
        count: { type: 'integer', minimum: 1, maximum: 40 },
        where: { type: 'string', enum: Object.keys(wheres) },
        relation: { type: 'string', enum: Object.keys(relations) },
        to: text,
      }),
    },
    background: text,
    negative: text,
  }),
};

/** More of one kind than this is a slip of the pen: small models write 2000000000000000. */
const mostOfAKind = 1000;

const one = z.union([z.number(), z.string().regex(/^\d+$/).transform(Number)]).catch(1);
const answerSchema = z.object({
  objects: z.array(
    z.object({
      name: z.string().trim().min(1).max(200),
      count: one.transform((count) => (Number.isInteger(count) && count >= 1 && count <= mostOfAKind ? count : 1)),
      where: z.string().default('').catch(''),
      relation: z.string().default('').catch(''),
      to: z.string().default('').catch(''),
    }),
  ),
  background: z.string().default('').catch(''),
  negative: z.string().default('').catch(''),
});

const placed: Warning = {
  code: 'placed_by_rules',
  message: 'The model named the objects; the built-in rules gave them their places.',
};

/**
 * What small models can do: name objects, count them and say where they are. Rules turn that into boxes. Of numbers for
 * boxes such models write nonsense, even where their form is right.
 */
export function objectsForm(ownTemplates?: string): PromptForm {
  const template = readTemplate('studio-objects-1', ownTemplates);
  return {
    version: template.version,
    schema,
    fill: (sentence) => fillTemplate(template, sentence),
    again: (sentence) => `Caption: ${sentence.trim()}`,
    read(sentence, answer, canvas) {
      const parsed = answerSchema.safeParse(jsonIn(answer));
      // A model may have written boxes all the same.
      if (!parsed.success) return onCanvas(readLayout(sentence, answer), canvas);
      const { objects, background, negative } = parsed.data;
      if (objects.length === 0 && background.trim() === '') throw nothing(answer);
      const layout = writeScene(sentence, sceneOf(objects, background.trim(), negative.trim()), canvas);
      return { layout, warnings: [placed] };
    },
  };
}

function nothing(answer: string): AppError {
  return new AppError('layout_unreadable', 'The answer names no objects.', { detail: answer });
}
