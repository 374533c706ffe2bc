import type { ApiOutput, ApiParsed } from '../preload/contract/api.ts';
import { listTemplates, resetTemplate, saveTemplate, templateText } from './layout/own-templates.ts';

type TemplateCall = `templates.${'list' | 'read' | 'save' | 'reset'}`;
type TemplateHandlers = { [N in TemplateCall]: (input: ApiParsed<N>) => ApiOutput<N> };

/** The calls that look after templates. @param own folder of the user's copies */
export function templateHandlers(own: string): TemplateHandlers {
  return {
    'templates.list': () => listTemplates(own),
    'templates.read': ({ name }) => templateText(name, own),
    'templates.save': ({ name, text }) => saveTemplate(name, text, own),
    'templates.reset': ({ name }) => resetTemplate(name, own),
  };
}
