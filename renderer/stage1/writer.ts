import type { LlmStatus } from '../../preload/contract/stage1.ts';
import type { SettingsState } from '../app/settings.ts';

/** Who is asked for the next layout: a model of Ollama's or of a server's, or the rules. */
export type NextWriter = { readonly by: 'ollama' | 'server'; readonly model: string } | { readonly by: 'rules' };

/** What the user's choice comes to, as things stand. A server that the user has named goes before Ollama. */
export function nextWriter({ provider, model }: SettingsState['writer'], llm: LlmStatus): NextWriter {
  switch (provider) {
    case 'rules':
      return { by: 'rules' };
    case 'ollama':
      return { by: 'ollama', model };
    case 'openai':
      return { by: 'server', model };
    case 'auto':
      if (llm.selected === null) return { by: 'rules' };
      return { by: llm.openai === undefined ? 'ollama' : 'server', model: llm.selected };
  }
}

/** The name to show for it; null for the rules. */
export const writerName = (writer: NextWriter): string | null => (writer.by === 'rules' ? null : writer.model);
