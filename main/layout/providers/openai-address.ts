import { authorizationOf } from './credentials.ts';
import { LlmError } from './failures.ts';

export const openAiUrl = 'https://api.openai.com/v1';

/** A server that speaks OpenAI's protocol. */
export interface OpenAiAddress {
  /** Base of its routes, without a slash at the end; never holds credentials, so it may be shown. */
  url: string;
  /** Value of the Authorization header that the address's user and password stand for. */
  authorization: string | null;
}

/**
 * Reads a base address as people write it: with or without a scheme, `/v1` or the route of chats.
 * @throws AppError llm_unreachable when it is no address; the text itself may hold a password and is not repeated
 */
export function parseOpenAiUrl(text = ''): OpenAiAddress {
  const given = text.trim().replace(/^(["'])(.*)\1$/, '$2');
  const scheme = /^(?:localhost|\d+\.\d+\.\d+\.\d+|\[[\da-f:]+\])(?=[:/]|$)/i.test(given) ? 'http' : 'https';
  const url = URL.parse(given === '' ? openAiUrl : given.includes('://') ? given : `${scheme}://${given}`);
  if (url === null || !['http:', 'https:'].includes(url.protocol)) throw unreadableAddress();
  const path = url.pathname.replace(/\/+$/, '').replace(/\/(?:chat\/)?completions$|\/models$/, '');
  return {
    url: `${url.origin}${path === '' ? '/v1' : path}`,
    authorization: authorizationOf(url),
  };
}

const unreadableAddress = (): LlmError =>
  new LlmError(
    'llm_unreachable',
    'The address of the OpenAI-compatible server can not be read.',
    'give it as http://host:port/v1',
  );
