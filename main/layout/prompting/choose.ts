import type { z } from 'zod';
import type { Canvas } from '../../../preload/contract/layout.ts';
import type { layoutRequestSchema } from '../../../preload/contract/stage1.ts';
import { classicForm } from './classic.ts';
import type { PromptForm } from './form.ts';
import { jsonForm } from './json.ts';
import { objectsForm } from './objects.ts';
import { partsOfVersion } from './sized-template.ts';

type Wish = z.output<typeof layoutRequestSchema>['form'];

const forms: Readonly<Record<Exclude<Wish, 'auto'>, (ownTemplates?: string, drawn?: Canvas) => PromptForm>> = {
  classic: classicForm,
  json: jsonForm,
  objects: objectsForm,
};

/** Models of up to so many parameters name objects well but write nonsense for boxes (real-llm.md: measured up to 1.5 billion). */
const small = 4e9;

/**
 * How a model is asked: as the user wishes, else by its size.
 * @param parameters null where nobody tells; such a model is taken for a large one, as those of the great services are
 * @param drawn the canvas that the layout is for; left out, the 512-pixel square
 */
export function chooseForm(wish: Wish, parameters: number | null, ownTemplates?: string, drawn?: Canvas): PromptForm {
  const name = wish !== 'auto' ? wish : parameters !== null && parameters <= small ? 'objects' : 'classic';
  return forms[name](ownTemplates, drawn);
}

/** The form in which answers to a version of a template are to be read; those of the reference and of others are classic. */
export function formOfVersion(version: string): PromptForm {
  const { name, asked } = partsOfVersion(version); // the user's own copy asks for the same form
  const form = Object.values(forms).find((one) => one().version === name) ?? classicForm;
  return form(undefined, asked);
}
