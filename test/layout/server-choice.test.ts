import { describe, expect, it } from 'vitest';
import { typedKeys } from '../../main/layout/providers/key-store.ts';
import { openAiUrl } from '../../main/layout/providers/openai-address.ts';
import type { ServerChoiceOptions } from '../../main/layout/providers/server-choice.ts';
import { serverChoice } from '../../main/layout/providers/server-choice.ts';

const [home, other] = ['http://127.0.0.1:8080/v1', 'https://api.example.com/v1'];
const env = { LMD_OPENAI_KEY: 'of-home', OPENAI_API_KEY: 'of-openai' };

/** A choice that is kept in memory. */
function choice(options: Partial<ServerChoiceOptions> = {}) {
  let kept: string | null = null;
  const place = {
    read: () => kept,
    write: (url: string | null) => {
      kept = url;
    },
  };
  return serverChoice({ started: undefined, kept: place, keychain: null, env: {}, ...options });
}

describe('the chosen server', () => {
  it('goes before the one of the start, which comes back when it is forgotten', () => {
    const server = choice({ started: home });
    expect([server.url, server.isChosen]).toEqual([home, false]);
    server.choose(' api.example.com ');
    expect([server.url, server.isChosen]).toEqual([other, true]);
    server.choose('');
    expect([server.url, server.isChosen]).toEqual([home, false]);
  });

  it('is none as long as nobody has named one', () => {
    expect(choice().url).toBeUndefined();
  });

  it.each([
    ['ftp://host', 'llm_unreachable'],
    ['https://me:secret@host', 'bad_request'],
  ])('is refused and the one of before kept: %s', (url, code) => {
    const server = choice();
    server.choose(home);
    expect(() => server.choose(url)).toThrow(expect.objectContaining({ code }));
    expect(() => server.choose(url)).not.toThrow(/secret/);
    expect(server.url).toBe(home);
  });

  it('can not be chosen where there is no window', () => {
    expect(() => choice({ kept: null }).choose(home)).toThrow(expect.objectContaining({ code: 'bad_request' }));
  });
});

describe('its key', () => {
  it('is the typed one, else the kept one, else that of the environment', async () => {
    const keychain = typedKeys();
    const server = choice({ started: home, env, keychain });
    expect(await server.keys.read(home)).toEqual({ key: 'of-home', from: 'environment' });
    await server.setKey('kept', true);
    expect((await keychain.read(home))?.key).toBe('kept');
    await server.setKey(' typed ', false);
    expect(await server.keys.read(home)).toEqual({ key: 'typed', from: 'typed' });
    await server.setKey('again', true); // the typed one would hide it
    expect((await server.keys.read(home))?.key).toBe('again');
    await server.setKey(null, false);
    expect((await server.keys.read(home))?.from).toBe('environment');
    expect(await keychain.read(home)).toBeNull();
  });

  it('of the environment is for the server of the environment, or for OpenAI', async () => {
    const server = choice({ started: home, env });
    server.choose(other);
    expect(await server.keys.read(other)).toBeNull();
    expect((await server.keys.read(openAiUrl))?.key).toBe('of-openai');
    const none = choice({ env, started: 'http://[' });
    none.choose(other);
    expect(await none.keys.read(other)).toBeNull();
  });

  it('is for one server alone', async () => {
    const server = choice({ started: home });
    await server.setKey('of-this', false);
    expect(await server.keys.read(other)).toBeNull();
  });

  it.each([[''], ['two words'], ['schlüssel']])('is refused, and not repeated: %j', async (key) => {
    const server = choice({ started: home });
    await server.setKey('good', false);
    const error = await server.setKey(key, false).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'bad_request', message: expect.stringMatching(/no key.*kept/) as string });
    if (key !== '') expect(String(error)).not.toContain(key);
    expect((await server.keys.read(home))?.key).toBe('good');
    await expect(choice().setKey('good', false)).rejects.toMatchObject({ code: 'bad_request' });
  });
});
