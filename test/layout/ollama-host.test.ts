import { describe, expect, it } from 'vitest';
import { AppError } from '../../preload/contract/errors.ts';
import { parseOllamaHost } from '../../main/layout/providers/ollama-host.ts';

describe('the address of Ollama', () => {
  it.each([
    [undefined, 'http://127.0.0.1:11434'],
    ['', 'http://127.0.0.1:11434'],
    ['  "localhost" ', 'http://localhost:11434'],
    ['example.com', 'http://example.com:11434'],
    ['example.com:56789', 'http://example.com:56789'],
    ['example.com:80', 'http://example.com:80'],
    [':8080', 'http://127.0.0.1:8080'],
    ['http://example.com', 'http://example.com'],
    ['https://example.com', 'https://example.com'],
    ['https://example.com:8443/ollama/', 'https://example.com:8443/ollama'],
    ['example.com/ollama', 'http://example.com:11434/ollama'],
    ['[::1]', 'http://[::1]:11434'],
    ['[::1]:80', 'http://[::1]:80'],
    ['::1', 'http://[::1]:11434'],
    ['0.0.0.0', 'http://127.0.0.1:11434'],
    ['0.0.0.0:1234', 'http://127.0.0.1:1234'],
    ['http://[::]:1234', 'http://[::1]:1234'],
  ])('reads %j as %s', (given, url) => {
    expect(parseOllamaHost(given)).toEqual({ url, authorization: null });
  });

  it.each([
    ['http://user:secret@example.com', 'http://example.com', 'user:secret'],
    ['user:secret@example.com', 'http://example.com:11434', 'user:secret'],
    ['https://user:s%40cret%25@example.com:1', 'https://example.com:1', 'user:s@cret%'],
    ['http://user:100%@example.com', 'http://example.com', 'user:100%'],
    ['http://user:s%C3%A9cret@example.com', 'http://example.com', 'user:sécret'],
  ])('takes the credentials out of %s', (given, url, pair) => {
    const authorization = `Basic ${Buffer.from(pair).toString('base64')}`;
    expect(parseOllamaHost(given)).toEqual({ url, authorization });
  });

  it.each(['http://user:secret@', 'ftp://user:secret@example.com', 'user:secret@exa mple.com', 'secret:99999999'])(
    'refuses %s without repeating it',
    (given) => {
      const error = refusal(given);
      expect(error.code).toBe('llm_unreachable');
      expect(JSON.stringify(error.toData())).not.toContain('secret');
      expect(error.cause).toBeUndefined();
    },
  );
});

function refusal(given: string): AppError {
  try {
    parseOllamaHost(given);
  } catch (error) {
    return AppError.from(error);
  }
  throw new Error(`${given} was read`);
}
