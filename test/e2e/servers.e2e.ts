import type { ServerResponse } from 'node:http';
import { describe, expect, it } from 'vitest';
import { fakeOllama } from '../helpers/fake-ollama.ts';
import type { FakeModel } from '../helpers/fake-ollama-shapes.ts';
import { pullLines, unknownTag } from '../helpers/fake-ollama-shapes.ts';
import { fakeOpenAi, speaks } from '../helpers/fake-openai.ts';
import { accountVault } from '../helpers/vault.ts';
import { keepScreenshot } from './support/browser.ts';
import { accessibilityFaults } from './support/faults.ts';
import { eventually, hostForTest, setUpStudio } from './support/set-up.ts';
import type { StudioWindow } from './support/studio-window.ts';

const studio = setUpStudio();
const key = 'sk-right-0123456789';
const sentence = 'a white cat and a red car on a beach';
const answer = `Objects: [('a white cat', [60, 300, 130, 110]), ('a red car', [250, 260, 230, 170])]
Background prompt: A realistic photo of a beach
Negative prompt: people`;

const setUp = async (window: StudioWindow) => {
  await window.button('Set up layout writers…').click();
  return window.page.getByRole('dialog', { name: 'Layout writer' });
};

/** Everything that the studio has told the window, over HTTP and WebSocket. */
function listen({ page }: StudioWindow): { heard: () => Promise<string> } {
  const answers: Promise<string>[] = [];
  const events: string[] = [];
  page.on('response', (response) => answers.push(response.text().catch(() => '')));
  page.on('websocket', (socket) => socket.on('framereceived', ({ payload }) => events.push(String(payload))));
  return { heard: async () => [...(await Promise.all(answers)), ...events].join('\n') };
}

describe.each(['dark', 'light'] as const)('an OpenAI-compatible server, %s', (theme) => {
  it('is named in the window, gets its key and writes with the model that is chosen', async () => {
    const models = ['gpt-4', 'gpt-4o-mini', ...Array.from({ length: 12 }, (_, i) => `other-${i}`)];
    const server = await fakeOpenAi({ models, key, answer: speaks(answer) });
    const window = await studio.open({ theme, host: await hostForTest() });
    const { heard } = listen(window);
    const dialog = await setUp(window);
    expect(await accessibilityFaults(window, 'dialog')).toEqual([]);
    await keepScreenshot(window.page, `writers-empty-${theme}`);

    await dialog.getByRole('textbox', { name: 'Address of the server' }).fill(server.url.replace('/v1', ''));
    await dialog.getByRole('button', { name: 'Connect' }).click();
    await dialog.getByText(/wants a key/).waitFor();
    const field = dialog.getByRole('textbox', { name: 'API key' });
    expect(await field.getAttribute('type')).toBe('password');
    expect(await accessibilityFaults(window, 'dialog')).toEqual([]);
    await keepScreenshot(window.page, `server-wants-key-${theme}`);

    await field.fill('sk-wrong-0123456789');
    await dialog.getByRole('button', { name: 'Save key' }).click();
    await dialog.getByText(/does not accept the key/).waitFor();
    expect(await field.inputValue()).toBe('');
    await field.fill(key);
    await dialog.getByRole('button', { name: 'Save key' }).click();
    await dialog.getByText('A key is set, until the studio is closed.').waitFor();
    await field.waitFor({ state: 'detached' });

    await dialog.getByRole('searchbox', { name: 'Filter models' }).fill('mini');
    await eventually(() => dialog.locator('.server-models').getByRole('radio').count()).toBe(1);
    await dialog.getByRole('radio', { name: 'gpt-4o-mini' }).check();
    expect(await accessibilityFaults(window, 'dialog')).toEqual([]);
    await keepScreenshot(window.page, `server-set-up-${theme}`);
    await dialog.getByRole('button', { name: 'Done' }).click();

    await window.button('Layout writer details: gpt-4o-mini · server').waitFor();
    await window.write(sentence);
    await eventually(window.captions).toEqual(['a red car', 'a white cat']);
    expect((await server.question()).authorization).toBe(`Bearer ${key}`);
    expect(await heard()).toContain('gpt-4o-mini');
    expect(await heard()).not.toMatch(/sk-right|sk-wrong/);
    expect(await window.page.evaluate(() => JSON.stringify(localStorage))).not.toMatch(/sk-right|sk-wrong/);
    expect(await window.page.content()).not.toMatch(/sk-right|sk-wrong/);
  });

  it('that refuses the key asks for it again, keeps sentence and boxes, and then goes on', async () => {
    const server = await fakeOpenAi({ key, answer: speaks(answer) });
    const window = await studio.open({ theme, host: await hostForTest({ server: server.url }) });
    const writer = window.page.getByRole('combobox', { name: 'Who writes the layout' });
    await writer.selectOption('Rules (no model)');
    await window.write('a green bottle');
    await eventually(window.captions).toEqual(['a green bottle']);
    await window.reopenWith({ writer: { provider: 'openai', model: 'gpt-4' } });
    await window.write(sentence);
    const dialog = window.page.getByRole('dialog', { name: 'Key for the server' });
    await dialog.getByText(/wants a key/).waitFor();
    expect(await window.prompt.inputValue()).toBe(sentence);
    expect(await window.captions()).toEqual(['a green bottle']);
    await eventually(() =>
      dialog.getByRole('textbox', { name: 'API key' }).evaluate((field) => field.matches(':focus')),
    ).toBe(true);
    await window.page.keyboard.type('sk-wrong-0123456789');
    await window.page.keyboard.press('Enter');
    await dialog.getByText(/does not accept the key/).waitFor();
    expect(await accessibilityFaults(window, 'dialog')).toEqual([]);
    await keepScreenshot(window.page, `key-refused-${theme}`);

    await window.page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    expect(await window.alert.textContent()).toMatch(/Your sentence and the canvas are unchanged/);
    await window.alert.getByRole('button', { name: 'Enter key…' }).click();
    await dialog.getByRole('textbox', { name: 'API key' }).fill(key);
    await dialog.getByRole('button', { name: 'Save key and ask again' }).click();
    await eventually(window.captions).toEqual(['a red car', 'a white cat']);
    expect(await window.alert.count()).toBe(0);
  });
});

describe('the address of a server', () => {
  it('is refused when it is none or holds a password; the one of before stays', async () => {
    const server = await fakeOpenAi({ models: ['llama'] });
    const window = await studio.open({ host: await hostForTest({ server: server.url }) });
    const dialog = await setUp(window);
    const address = dialog.getByRole('textbox', { name: 'Address of the server' });
    await address.fill('https://me:secret@example.com');
    await dialog.getByRole('button', { name: 'Connect' }).click();
    await dialog
      .getByRole('alert')
      .getByText(/Nothing was changed: leave them out/)
      .waitFor();
    expect(await dialog.getByRole('alert').textContent()).not.toContain('secret');
    await keepScreenshot(window.page, 'server-address-refused-dark');
    await address.fill(server.url);
    await dialog.getByRole('button', { name: 'Look again' }).click();
    await dialog.getByRole('radio', { name: 'llama' }).waitFor();
  });

  it('is kept until it is forgotten, and then no sentence leaves this machine', async () => {
    const server = await fakeOpenAi({ models: ['llama'], answer: speaks(answer) });
    const window = await studio.open({ host: await hostForTest() });
    let dialog = await setUp(window);
    await dialog.getByRole('textbox', { name: 'Address of the server' }).fill(server.url);
    await dialog.getByRole('button', { name: 'Connect' }).click();
    await window.button('Layout writer details: llama · server').waitFor();
    await window.page.reload();
    await window.button('Layout writer details: llama · server').waitFor();
    dialog = await setUp(window);
    await dialog.getByRole('button', { name: 'Forget' }).click();
    await window.button('Layout writer details: Rules · no model').waitFor();
    await dialog.getByRole('button', { name: 'Done' }).click();
    await window.write('a green bottle');
    await eventually(window.captions).toEqual(['a green bottle']);
    expect(server.asked).toEqual([]);
  });
});

describe('a key in the system’s keychain', () => {
  it('is remembered, or kept for this run where that is wished', async () => {
    const server = await fakeOpenAi({ key });
    const host = await hostForTest({ server: server.url, vault: accountVault() });
    const window = await studio.open({ host });
    const dialog = await setUp(window);
    await dialog.getByRole('textbox', { name: 'API key' }).fill(key);
    expect(await dialog.getByRole('checkbox', { name: /keychain/ }).isChecked()).toBe(true);
    expect(await accessibilityFaults(window, 'dialog')).toEqual([]);
    await keepScreenshot(window.page, 'key-remember-dark');
    await dialog.getByRole('button', { name: 'Save key' }).click();
    await dialog.getByText('A key is set, in this system’s keychain.').waitFor();
    await dialog.getByRole('button', { name: 'Forget key' }).click();
    await dialog.getByRole('textbox', { name: 'API key' }).fill(key);
    await dialog.getByRole('checkbox', { name: /keychain/ }).uncheck();
    await dialog.getByRole('button', { name: 'Save key' }).click();
    await dialog.getByText('A key is set, until the studio is closed.').waitFor();
  });

  it('is refused with what to do where nothing can be encrypted', async () => {
    const server = await fakeOpenAi({ key });
    const vault = accountVault();
    vault.missing = 'This system has no secret service.';
    const window = await studio.open({ host: await hostForTest({ server: server.url, vault }) });
    const dialog = await setUp(window);
    await dialog.getByRole('textbox', { name: 'API key' }).fill(key);
    await dialog.getByRole('button', { name: 'Save key' }).click();
    await dialog.getByRole('alert').waitFor();
    expect(await dialog.getByRole('alert').textContent()).toMatch(
      /not stored.*no secret service.*until the studio is closed/,
    );
    await keepScreenshot(window.page, 'key-not-stored-dark');
    await dialog.getByRole('checkbox', { name: /keychain/ }).uncheck();
    await dialog.getByRole('button', { name: 'Save key' }).click();
    await dialog.getByText('A key is set, until the studio is closed.').waitFor();
  });
});

describe('a model for Ollama', () => {
  it('is downloaded with its progress, then can be chosen', async () => {
    const models: FakeModel[] = [];
    const begun = Promise.withResolvers<ServerResponse>();
    const ollama = await fakeOllama({
      models,
      intercept: (request, response) => {
        if (request.url !== '/api/pull') return false;
        for (const line of pullLines.slice(0, 3)) response.write(line);
        begun.resolve(response);
        return true;
      },
    });
    const window = await studio.open({ host: await hostForTest({ ollama: ollama.host }) });
    const dialog = await setUp(window);
    await dialog.getByText(/has no model on this machine/).waitFor();
    await dialog.getByRole('textbox', { name: 'Model to download' }).fill('mixtral:8x7b');
    await dialog.getByRole('button', { name: 'Download' }).click();
    await dialog.getByText('Downloading mixtral:8x7b: 50 %').waitFor();
    expect(await dialog.getByRole('progressbar').getAttribute('value')).toBe('0.5');
    expect(await accessibilityFaults(window, 'dialog')).toEqual([]);
    await keepScreenshot(window.page, 'pulling-dark');
    models.push({ name: 'mixtral:8x7b' });
    (await begun.promise).end(pullLines.slice(3).join(''));
    await dialog.getByRole('radio', { name: 'mixtral:8x7b' }).check();
    await dialog.getByRole('button', { name: 'Done' }).click();
    await window.button('Layout writer details: mixtral:8x7b · Ollama').waitFor();
  });

  it('is cancelled on request, and one that does not exist is told', async () => {
    let lines = pullLines.slice(0, 3);
    const closed = Promise.withResolvers<void>();
    const ollama = await fakeOllama({
      intercept: (request, response) => {
        if (request.url !== '/api/pull') return false;
        response.on('close', closed.resolve);
        for (const line of lines) response.write(line);
        if (lines.at(-1) === unknownTag) response.end();
        return true;
      },
    });
    const window = await studio.open({ host: await hostForTest({ ollama: ollama.host }) });
    const dialog = await setUp(window);
    await dialog.getByRole('textbox', { name: 'Model to download' }).fill('mixtral:8x22b');
    await dialog.getByRole('button', { name: 'Download' }).click();
    await dialog.getByText('Downloading mixtral:8x22b: 50 %').waitFor();
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await closed.promise;
    await dialog.getByRole('button', { name: 'Download' }).waitFor();
    expect(await dialog.getByRole('alert').count()).toBe(0);

    lines = [unknownTag];
    await dialog.getByRole('textbox', { name: 'Model to download' }).fill('mixtrol');
    await dialog.getByRole('button', { name: 'Download' }).click();
    await dialog
      .getByRole('alert')
      .getByText(/library has no model mixtrol/)
      .waitFor();
  });
});

it('a model in a file is chosen by its path; what it lacks is told, and sentence and boxes kept', async () => {
  const window = await studio.open({ host: await hostForTest() });
  await window.write('a green bottle');
  await eventually(window.captions).toEqual(['a green bottle']);
  const dialog = await setUp(window);
  await dialog.getByRole('textbox', { name: 'Path of the model’s file' }).fill('/models/nowhere-7b.gguf');
  await dialog.getByRole('button', { name: 'Use' }).click();
  expect(await dialog.getByRole('radio', { name: 'nowhere-7b.gguf' }).isChecked()).toBe(true);
  await keepScreenshot(window.page, 'writer-file-dark');
  await dialog.getByRole('button', { name: 'Done' }).click();
  await window.button('Layout writer details: nowhere-7b.gguf · file').waitFor();
  await window.write(sentence);
  await window.alert.waitFor();
  expect(await window.alert.textContent()).toMatch(/nowhere-7b\.gguf.*unchanged/s);
  expect(await window.captions()).toEqual(['a green bottle']);
  expect(await window.prompt.inputValue()).toBe(sentence);
});
