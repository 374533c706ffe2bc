import { authorizationOf } from './credentials.ts';
import { addressUnreadable } from './failures.ts';

/** Where Ollama listens. */
export interface OllamaAddress {
  /** Scheme, host, port and path without a slash at the end; never holds credentials, so it may be shown. */
  url: string;
  /** Value of the Authorization header that the address's user and password stand for. */
  authorization: string | null;
}

const defaultPort = '11434';
/** What a server binds to when it listens everywhere; as a place to call, Windows does not know it. */
const everywhere: Readonly<Record<string, string>> = { '0.0.0.0': '127.0.0.1', '[::]': '[::1]' };

/**
 * Reads an address as Ollama reads OLLAMA_HOST: a host, a port or a URL; without a scheme the port is 11434, with one
 * it is the scheme's own.
 * @throws AppError llm_unreachable when it is no address; the text itself may hold a password and is not repeated
 */
export function parseOllamaHost(text = ''): OllamaAddress {
  const given = text.trim().replace(/^(["'])(.*)\1$/, '$2');
  const hasScheme = given.includes('://');
  const rest = bareHost(given);
  const url = URL.parse(hasScheme ? rest : `http://${rest === '' ? '127.0.0.1' : rest}`);
  if (url === null || !['http:', 'https:'].includes(url.protocol)) {
    throw addressUnreadable();
  }
  const port = url.port || (hasScheme ? '' : portOf(rest));
  const host = everywhere[url.hostname] ?? url.hostname;
  return {
    url: `${url.protocol}//${host}${port === '' ? '' : `:${port}`}${url.pathname.replace(/\/+$/, '')}`,
    authorization: authorizationOf(url),
  };
}

/** A lone port means this machine; an IPv6 address needs brackets in a URL. */
function bareHost(given: string): string {
  if (/^:\d+$/.test(given)) return `127.0.0.1${given}`;
  return /^[\da-f]*:[\da-f]*:[\da-f:.]*$/i.test(given) ? `[${given}]` : given;
}

/** A URL leaves out port 80 even where it was written. */
function portOf(given: string): string {
  return /:80(?:\/|$)/.test(given) ? '80' : defaultPort;
}
