import { AppError } from '../../../preload/contract/errors.ts';
import { TryLater } from './hub-errors.ts';

const longestWait = 60_000;
const longestReason = 300;

export interface Asked {
  /** The hub's address. */
  url: string;
  repo: string;
  /** Sent along; taken out of what the hub says. */
  token: string | null;
}

/**
 * The error that an answer of the hub stands for, told from its status and from `x-error-code` as in huggingface_hub's `hf_raise_for_status`.
 * @param fromElsewhere it comes from the server that a redirect has led to: its addresses hold for a while, so that asking the hub again helps
 */
export function refusal(response: Response, asked: Asked, fromElsewhere: boolean): AppError {
  const { status } = response;
  if (status === 429) return tooMany(response, asked);
  if (status >= 500 || status === 408 || fromElsewhere) return failing(response, asked);
  if (status === 401 || status === 403) return unauthorized(response, asked);
  if (status === 404) return notFound(response, asked);
  return new AppError(
    'hub_refused',
    `The hub refused to hand out ${asked.repo} (status ${status}). What has come is kept. ${saidBy(response, asked)}`,
  );
}

function unauthorized(response: Response, asked: Asked): AppError {
  const { url, repo, token } = asked;
  const code = response.headers.get('x-error-code');
  if (code === 'GatedRepo') return gated(asked);
  if (code === 'RepoNotFound') {
    const advice = token === null ? 'set a token of an account that may see it' : 'use a token that may see it';
    return new AppError(
      'hub_unauthorized',
      `There is no ${repo} at ${url}, or it is private. What has come is kept. Check the name, or ${advice}.`,
    );
  }
  const why = token === null ? 'wants a token' : 'does not take this token';
  return new AppError(
    'hub_unauthorized',
    `The hub at ${url} ${why} for ${repo}. What has come is kept. Set a token of yours (${url}/settings/tokens), then download again. ${saidBy(response, asked)}`,
  );
}

export function gated({ url, repo, token }: Asked): AppError {
  const then = token === null ? 'set a token of that account here' : 'see that the token here is of that account';
  return new AppError(
    'hub_unauthorized',
    `${repo} is handed out only to those who have accepted its terms. What has come is kept. Accept them at ${url}/${repo}, ${then}, then download again.`,
  );
}

function notFound(response: Response, { url, repo }: Asked): AppError {
  const code = response.headers.get('x-error-code');
  const what =
    code === 'RevisionNotFound'
      ? `${repo} has no such revision`
      : code === 'EntryNotFound'
        ? `A file of ${repo} is not at the hub any more`
        : `There is no ${repo} at ${url}`;
  return new AppError(
    'not_found',
    `${what}. What has come is kept. Check the name and the revision at ${url}/${repo}; if it has changed there, discard the download and begin it anew.`,
  );
}

const tooMany = (response: Response, asked: Asked): TryLater =>
  new TryLater(
    'hub_refused',
    `The hub at ${asked.url} takes no more requests from here for now. What has come is kept. Download again in a few minutes; with a token the hub allows more.`,
    { afterMs: askedWait(response) },
  );

const failing = (response: Response, asked: Asked): TryLater =>
  new TryLater(
    'hub_unreachable',
    `The hub at ${asked.url} is out of order (status ${response.status}). What has come is kept. Download again later. ${saidBy(response, asked)}`,
    { afterMs: askedWait(response) },
  );

/** What Retry-After asks for, in seconds or as a date; a minute at most. */
function askedWait(response: Response): number | null {
  const text = response.headers.get('retry-after');
  if (text === null) return null;
  const ms = /^\s*\d+\s*$/.test(text) ? Number(text) * 1000 : Date.parse(text) - Date.now();
  return Number.isFinite(ms) ? Math.min(Math.max(ms, 0), longestWait) : null;
}

function saidBy(response: Response, { token }: Asked): string {
  const text = response.headers.get('x-error-message')?.slice(0, longestReason).trim();
  if (!text) return '';
  return `The hub says: ${token === null ? text : text.replaceAll(token, '…')}`;
}
