import { AppError } from '../../../preload/contract/errors.ts';

/** Where checkpoints are downloaded from: huggingface.co, or a mirror of it. */
export interface HubAddress {
  /** Base of all addresses, without a slash at the end; never holds credentials, so it may be shown. */
  readonly url: string;
  /** Why nothing can be asked there. */
  readonly problem: AppError | null;
}

/** Reads HF_ENDPOINT, which the hub's own programs heed as well. An address that can not be used is told when it is needed. */
export function hubAddress(env: Readonly<Record<string, string | undefined>>): HubAddress {
  const given = env['HF_ENDPOINT']?.trim() || 'https://huggingface.co';
  const url = URL.parse(given.includes('://') ? given : `https://${given}`);
  if (url === null || !['http:', 'https:'].includes(url.protocol)) {
    return { url: 'HF_ENDPOINT', problem: unusable('is no address of a web server') };
  }
  const base = `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
  if (url.username === '' && url.password === '') return { url: base, problem: null };
  return { url: base, problem: unusable('holds a user or a password, which are not sent along; set HF_TOKEN instead') };
}

/** The text itself may hold a password and is not repeated. */
const unusable = (why: string): AppError =>
  new AppError(
    'bad_request',
    `The hub can not be asked: the address in HF_ENDPOINT ${why}. Nothing was lost. Correct it, or leave it out for huggingface.co, then start the studio again.`,
  );
