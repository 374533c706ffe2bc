import type { Studio } from '../app/studio.ts';

/** The answer behind the layout: the one that has just come, or else those that are stored for its sentence. */
export function showAnswer({ writing, document, dialogs }: Studio): void {
  const { result } = writing.store.getState();
  const { prompt } = document.store.getState().layout;
  dialogs.open(result === null ? { kind: 'answers', search: prompt.trim().replace(/\.+$/, '') } : { kind: 'answer' });
}
