import type { Box } from '../../preload/contract/layout.ts';
import { useSettings, useSystem } from '../app/studio.ts';
import { strings } from '../strings.ts';
import { optionFields } from './option-fields.ts';
import { useReadiness } from './use-readiness.ts';

/** Option of the methods that draw each box on its own first, and keep what they drew. */
const perBoxPass = 'perBoxPass';

/** Why a single box can not be drawn anew now, in words; null if it can. */
export function useRedrawing(box: Pick<Box, 'hidden'>): string | null {
  const { method: id, options } = useSettings((state) => state);
  const method = useSystem((state) => state.methods.find((candidate) => candidate.id === id));
  const problem = useReadiness();
  const text = strings.inspector.redrawOff;
  const field = optionFields(method?.options ?? {}).find(({ name }) => name === perBoxPass);
  if (field === undefined) return text.together;
  if ((options[id]?.[perBoxPass] ?? field.fallback) !== true) return text.option;
  return box.hidden ? text.hidden : problem;
}
