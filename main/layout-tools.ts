import { join } from 'node:path';
import { AppError } from '../preload/contract/errors.ts';
import type { Tokenizer } from './engine/text/tokenizer.ts';
import { loadTokenizer } from './engine/text/tokenizer.ts';
import { writeCandidates } from './layout/candidates.ts';
import { fixIssue, lintLayout } from './layout/lint.ts';
import type { LintContext } from './layout/lint/finding.ts';
import type { Layouts } from './studio.ts';

/** Image pixels per latent cell of every Stable Diffusion checkpoint. */
const latentFactor = 8;

export interface LayoutToolsOptions {
  write: Layouts['write'];
  /** Folder of a model's checkpoint. @throws AppError not_found */
  checkpointOf: (model: string) => string;
}

/** What looks at layouts after they were written: lint, its fixes, and the choice among several. */
export function layoutTools({ write, checkpointOf }: LayoutToolsOptions): Pick<Layouts, 'lint' | 'fix' | 'candidates'> {
  const known = new Map<string, Promise<Tokenizer | null>>();
  const contextFor = async (model: string): Promise<LintContext> => {
    const folder = join(checkpointOf(model), 'tokenizer');
    const loading = known.get(folder) ?? tokenizerIn(folder);
    known.set(folder, loading);
    const tokenizer = await loading;
    if (tokenizer === null) return { tokens: null, latentFactor };
    const tokens = { count: (text: string) => tokenizer.tokens(text).length, most: tokenizer.maxTokens };
    return { tokens, latentFactor };
  };
  return {
    lint: async (layout, model) => lintLayout(layout, await contextFor(model)),
    fix: async (layout, model, issue) => fixIssue(layout, issue, await contextFor(model)),
    candidates: async (request, { count, model, ...options }) =>
      writeCandidates(request, count, (one) => write(one, options), await contextFor(model)),
  };
}

/** A checkpoint in one file has none beside it; captions are then not measured. */
async function tokenizerIn(folder: string): Promise<Tokenizer | null> {
  try {
    return await loadTokenizer(folder);
  } catch (error) {
    if (AppError.from(error).code.startsWith('checkpoint_')) return null;
    throw error;
  }
}
