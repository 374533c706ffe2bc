import type { LlmStatus } from '../../preload/contract/stage1.ts';
import type { SettingsState } from '../app/settings.ts';

/** Who is asked for the next layout: a model of Ollama's, of a server's or in a file, or the rules. */
export type NextWriter =
  { readonly by: 'ollama' | 'openai' | 'gguf'; readonly model: string } | { readonly by: 'rules' };

/** The name of a file without its folders. */
export const fileName = (path: string): string => path.split(/[\\/]/).at(-1) ?? path;

/** What the user's choice comes to, as things stand. A server that the user has named goes before Ollama. */
export function nextWriter({ provider, model }: SettingsState['writer'], llm: LlmStatus): NextWriter {
  switch (provider) {
    case 'rules':
      return { by: 'rules' };
    case 'ollama':
    case 'openai':
      return { by: provider, model };
    case 'gguf':
      return { by: provider, model: fileName(model) };
    case 'auto':
      return llm.selected === null ? { by: 'rules' } : { by: llm.automatic, model: llm.selected };
  }
}

/** The name to show for it; null for the rules. */
export const writerName = (writer: NextWriter): string | null => (writer.by === 'rules' ? null : writer.model);
