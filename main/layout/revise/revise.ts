import type { z } from 'zod';
import { AppError } from '../../../preload/contract/errors.ts';
import type { reviseRequestSchema, Revision } from '../../../preload/contract/revise.ts';
import { LlmError } from '../providers/failures.ts';
import type { WriterServices } from '../writer.ts';
import { reviseByModel } from './by-model.ts';
import { reviseByRules } from './by-rules.ts';
import { applyChanges } from './changes.ts';

/**
 * What a follow-up sentence changes in a layout, for review. Simple sentences are understood by rules, at once; others are a
 * model's business. `auto` never fails for want of a model: it then says what was not understood.
 * @throws AppError empty_prompt, cancelled; where a server was named also llm_*, layout_unreadable
 */
export async function reviseLayout(
  { layout, sentence, provider, model }: z.output<typeof reviseRequestSchema>,
  services: Omit<WriterServices, 'cache' | 'clock'>,
): Promise<Revision> {
  const { providers, automatic, ...rest } = services;
  if (sentence.trim() === '') {
    throw new AppError('empty_prompt', 'There is no sentence yet. Say what is to be different, then ask again.');
  }
  if (rest.signal.aborted) throw new AppError('cancelled', 'Stopped. The layout is unchanged.');
  const done = (revision: Omit<Revision, 'layout'>): Revision => ({
    ...revision,
    layout: applyChanges(layout, revision.changes),
  });
  const byRules = reviseByRules(layout, sentence);
  const ruled = (notice: string | null): Revision =>
    done({ changes: byRules.changes, warnings: byRules.warnings, provider: 'rules', model: 'rules', raw: '', notice });
  if (provider === 'rules' || (provider === 'auto' && byRules.problem === null)) return ruled(byRules.problem);
  const asked = providers[provider === 'auto' ? automatic : provider];
  try {
    const revision = await reviseByModel(layout, sentence, model, { ...rest, provider: asked });
    const notice = revision.changes.length === 0 ? `${revision.model} sees nothing to change.` : null;
    return done({ ...revision, provider: asked.id, notice });
  } catch (error) {
    if (provider !== 'auto' || !(error instanceof LlmError)) throw error;
    return ruled(`${byRules.problem ?? ''} ${error.happened} The layout is unchanged.`.trim());
  }
}
