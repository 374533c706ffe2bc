import { z } from 'zod';
import type { ApiName, ApiParsed } from './api.ts';
import { api } from './api.ts';
import type { ErrorCode } from './errors.ts';
import { AppError } from './errors.ts';

/**
 * Checks what came in for a call, with defaults filled in.
 * @throws AppError bad_request for an unknown name or input that does not fit, bad_layout and prompt_too_long where that is the reason
 */
export function parseInput<N extends ApiName>(name: N, input: unknown): ApiParsed<N> {
  if (!Object.hasOwn(api, name)) {
    throw new AppError('bad_request', `There is no call "${String(name)}". Nothing was changed.`);
  }
  const parsed = api[name].input.safeParse(input);
  if (parsed.success) return parsed.data as ApiParsed<N>;
  const detail = z.prettifyError(parsed.error);
  const code = codeOf(parsed.error);
  throw new AppError(code, `${reasons[code]} Nothing was changed.`, { detail, cause: parsed.error });
}

const reasons = {
  bad_request: 'The request does not have the form it must have.',
  bad_layout: 'The layout has a value that can not be used, such as a box without a size.',
  prompt_too_long: 'The prompt is too long: at most 100,000 characters can be read.',
} satisfies Partial<Record<ErrorCode, string>>;

function codeOf(error: z.ZodError): keyof typeof reasons {
  const issue = error.issues.find((candidate) => candidate.path.includes('layout'));
  if (issue === undefined) return 'bad_request';
  return issue.code === 'too_big' && issue.path.at(-1) === 'prompt' ? 'prompt_too_long' : 'bad_layout';
}
