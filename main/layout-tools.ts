import { join } from 'node:path';
import { AppError } from '../preload/contract/errors.ts';
import type { Tokenizer } from './engine/text/tokenizer.ts';
import { loadTokenizer } from './engine/text/tokenizer.ts';
import { writeCandidates } from './layout/candidates.ts';
import { fixIssue, lintLayout } from './layout/lint.ts';
import type { LintContext } from './layout/lint/finding.ts';
import type { LayoutRequest, LayoutResult } from '../preload/contract/stage1.ts';
import type { Layouts, Writing } from './studio.ts';

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
    candidates: async (request, { count, model, ...options }) => {
      let begun = 0;
      const writeNext = (one: LayoutRequest): Promise<LayoutResult> => {
        begun += 1;
        return write(one, numbered(`Layout ${begun} of ${count}`, options));
      };
      return writeCandidates(request, count, writeNext, await contextFor(model));
    },
  };
}

/** What streams while one of several layouts is written: its status tells which, its text begins below that of the last. */
function numbered(which: string, { signal, onEvent }: Writing): Writing {
  onEvent({ kind: 'text', text: '\n\n' });
  onEvent({ kind: 'status', text: `${which}…` });
  return {
    signal,
    onEvent: (event) => onEvent(event.kind === 'status' ? { ...event, text: `${which}: ${event.text}` } : event),
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
