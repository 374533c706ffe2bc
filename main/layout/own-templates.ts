import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { AppError } from '../../preload/contract/errors.ts';
import type { TemplateInfo, TemplateName } from '../../preload/contract/templates.ts';
import { templateNameSchema } from '../../preload/contract/templates.ts';
import { faultOf, ownFile, readTemplate } from './template.ts';

const purposes: Readonly<Record<TemplateName, string>> = {
  'studio-1': 'Boxes as text, for large models; also what is copied for a chat.',
  'studio-json-1': 'Boxes as JSON, where that form is chosen.',
  'studio-objects-1': 'Objects without boxes, for small models: the rules place them.',
  'studio-revise-1': 'Changes of a layout by a follow-up sentence.',
};

/** All templates, with the state of the user's copies. @param own folder of the copies */
export const listTemplates = (own: string): TemplateInfo[] =>
  templateNameSchema.options.map((name) => templateInfo(name, own));

function templateInfo(name: TemplateName, own: string): TemplateInfo {
  const file = ownFile(own, name);
  const rest = { name, purpose: purposes[name], own: existsSync(file), file };
  try {
    return { ...rest, version: readTemplate(name, own).version, problem: null };
  } catch (error) {
    return { ...rest, version: name, problem: AppError.from(error).message };
  }
}

/** The text that is used, and the app's own. @throws AppError bad_request for a copy that can not be read */
export function templateText(name: TemplateName, own: string): { text: string; original: string } {
  return { text: readTemplate(name, own).text, original: readTemplate(name).text };
}

/** Keeps a text as the user's copy; a copy that is there is replaced. @throws AppError bad_request, disk */
export function saveTemplate(name: TemplateName, text: string, own: string): TemplateInfo {
  const fault = faultOf(name, text);
  if (fault !== null) {
    throw new AppError('bad_request', `This text ${fault}. It was not saved, and the template is as before.`);
  }
  const file = ownFile(own, name);
  changing(file, () => {
    mkdirSync(own, { recursive: true });
    writeFileSync(`${file}.part`, text);
    renameSync(`${file}.part`, file); // never half a template, whatever happens
  });
  return templateInfo(name, own);
}

/** Goes back to the app's own text. @throws AppError disk */
export function resetTemplate(name: TemplateName, own: string): TemplateInfo {
  const file = ownFile(own, name);
  changing(file, () => rmSync(file, { force: true, recursive: true }));
  return templateInfo(name, own);
}

function changing(file: string, change: () => void): void {
  try {
    change();
  } catch (cause) {
    throw new AppError('disk', `${file} can not be changed; the template is as before.`, {
      detail: String(cause),
      cause,
    });
  }
}
