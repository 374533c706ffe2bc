import type { LlmStatus } from '../../preload/contract/stage1.ts';
import type { SettingsState } from '../app/settings.ts';

/** Who is asked for the next layout: a model of Ollama's or of a server's, or the rules. `model` null: the server chooses. */
export type NextWriter =
  | { readonly by: 'ollama'; readonly model: string }
  | { readonly by: 'server'; readonly model: string | null; readonly host: string }
  | { readonly by: 'rules' };

/** What the user's choice comes to, as things stand. A server that the user has named goes before Ollama. */
export function nextWriter({ provider, model }: SettingsState['writer'], llm: LlmStatus): NextWriter {
  const host = llm.openai?.host ?? '';
  switch (provider) {
    case 'rules':
      return { by: 'rules' };
    case 'ollama':
      return { by: 'ollama', model };
    case 'openai':
      return { by: 'server', model, host };
    case 'auto':
      if (llm.openai !== undefined) return llm.openai.reachable ? { by: 'server', model: null, host } : { by: 'rules' };
      return llm.selected === null ? { by: 'rules' } : { by: 'ollama', model: llm.selected };
  }
}

/** The name to show for it; null for the rules. */
export function writerName(writer: NextWriter): string | null {
  switch (writer.by) {
    case 'rules':
      return null;
    case 'ollama':
      return writer.model;
    case 'server':
      return writer.model ?? writer.host.replace(/^https?:\/\//, '');
  }
}
