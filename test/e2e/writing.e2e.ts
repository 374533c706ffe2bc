import { describe, expect, it } from 'vitest';
import type { FakeModel } from '../helpers/fake-ollama-shapes.ts';
import { errors } from '../helpers/fake-ollama-shapes.ts';
import { fakeOllama, says } from '../helpers/fake-ollama.ts';
import { fakeOpenAi } from '../helpers/fake-openai.ts';
import { keepScreenshot } from './support/browser.ts';
import { eventually, hostForTest, setUpStudio } from './support/set-up.ts';

const studio = setUpStudio();

const answer = `Objects: [('a white cat', [60, 300, 130, 110]), ('a red car', [250, 260, 230, 170])]
Background prompt: A realistic photo of a beach
Negative prompt: people`;

const fromChat = `Sure! Here is a layout for your sentence:

\`\`\`
Objects: [('a white cat', [60, 300, 130, 110]), ('a red car', [250, 260, 330, 170]),]
Background prompt: A realistic photo of a beach
Negative prompt: people
\`\`\`

Let me know if you would like me to move anything.`;

describe('with Ollama', () => {
  it('shows the answer as it comes, then the layout that was read from it', async () => {
    const ollama = await fakeOllama();
    const window = await studio.open({ host: await hostForTest({ ollama: ollama.host }) });
    await window.button('Layout writer details: mixtral:8x7b · Ollama').waitFor();
    await window.write('a white cat and a red car on a beach');
    const asked = await ollama.question();
    const stream = window.page.locator('.stream');
    await stream.waitFor();

    asked.say("Objects: [('a white cat', [60, 300, ");
    await eventually(() => stream.textContent()).toContain("('a white cat', [60, 300,");
    expect(await window.captions()).toEqual([]);
    asked.say("130, 110]), ('a red car', ");
    await eventually(() => stream.textContent()).toContain("('a red car',");
    await keepScreenshot(window.page, 'streaming-dark');

    asked.say(answer.slice(answer.indexOf('[250')));
    asked.done();
    await eventually(window.captions).toEqual(['a red car', 'a white cat']);
    await window.page.getByText(/^2 boxes · mixtral:8x7b/).waitFor();
    expect(await window.field('Negative').inputValue()).toBe('people');
    await window.button('Answer').click();
    await window.page.getByRole('dialog').getByText("('a white cat', [60, 300, 130, 110])").waitFor();
  });

  it('takes the stored answer the second time, and asks anew on request', async () => {
    const ollama = await fakeOllama({ answer: says(answer) });
    const window = await studio.open({ host: await hostForTest({ ollama: ollama.host }) });
    await window.write('a cat and a car');
    await window.page.getByText(/^2 boxes · mixtral:8x7b · \d/).waitFor();
    await window.write('a cat and a car');
    await window.page.getByText('2 boxes · mixtral:8x7b · stored answer').waitFor();
    await window.button('More ways to get a layout').click();
    await window.button('Ask again (skip the stored answer)').click();
    await window.page.getByText(/^2 boxes · mixtral:8x7b · \d/).waitFor();
    expect(ollama.asked).toHaveLength(2);
  });

  it('stops on request, and keeps sentence and boxes', async () => {
    const ollama = await fakeOllama();
    const window = await studio.open({ host: await hostForTest({ ollama: ollama.host }) });
    await window.page.getByRole('combobox', { name: 'Who writes the layout' }).selectOption('Rules (no model)');
    await window.write('a green bottle');
    await eventually(window.captions).toEqual(['a green bottle']);
    await window.page.getByRole('combobox', { name: 'Who writes the layout' }).selectOption('mixtral:8x7b');
    await window.write('a white cat and a red car');
    const asked = await ollama.question();
    asked.say("Objects: [('a white cat', ");
    await eventually(() => window.page.locator('.stream').textContent()).toContain('a white cat');

    await window.button('Stop').click();
    await asked.abandoned;
    await window.button('Write layout').waitFor();
    expect(await window.prompt.inputValue()).toBe('a white cat and a red car');
    expect(await window.captions()).toEqual(['a green bottle']);
    expect(await window.alert.count()).toBe(0);
  });

  it('says when the chosen model is gone, and what to do', async () => {
    const models: FakeModel[] = [{ name: 'mixtral:8x7b' }, { name: 'llama3:8b' }];
    const ollama = await fakeOllama({ models });
    const window = await studio.open({ host: await hostForTest({ ollama: ollama.host }) });
    await window.page.getByRole('combobox', { name: 'Who writes the layout' }).selectOption('llama3:8b');
    models.pop();
    await window.write('a white cat and a red car');
    await window.alert.waitFor();
    expect(await window.alert.textContent()).toMatch(/not installed.*ollama pull llama3:8b/);
    expect(await window.prompt.inputValue()).toBe('a white cat and a red car');
    await keepScreenshot(window.page, 'model-missing-dark');
  });

  it('lets the rules step in when the model fails, and says so', async () => {
    const ollama = await fakeOllama({ answer: (asked) => asked.fail(errors.outOfMemory) });
    const window = await studio.open({ host: await hostForTest({ ollama: ollama.host }) });
    await window.write('a white cat and a red car');
    await eventually(window.captions).toEqual(['a red car', 'a white cat']);
    await window.page.getByText(/memory.*The built-in rules wrote this layout/).waitFor();
  });
});

describe('with a server that speaks OpenAI’s protocol', () => {
  it('names it, and shows its answer as it comes', async () => {
    const server = await fakeOpenAi({ dialect: 'vllm', models: ['qwen3-8b'] });
    const window = await studio.open({ host: await hostForTest({ server: server.url }) });
    await window.button('Layout writer details: qwen3-8b · server').waitFor();
    await window.page.getByRole('combobox', { name: 'Who writes the layout' }).selectOption('qwen3-8b');
    await window.button('Layout writer details: qwen3-8b · server').click();
    await window.page.getByText('Server at').waitFor();
    await window.page.keyboard.press('Escape');

    await window.write('a white cat and a red car on a beach');
    const asked = await server.question();
    asked.say(answer.slice(0, 40));
    await eventually(() => window.page.locator('.stream').textContent()).toContain(answer.slice(0, 40));
    asked.say(answer.slice(40));
    asked.done();
    await eventually(window.captions).toEqual(['a red car', 'a white cat']);
    await window.page.getByText(/^2 boxes · qwen3-8b/).waitFor();
  });
});

describe('with an answer from elsewhere', () => {
  it('reads it out of prose and fences, and tells what was repaired', async () => {
    const window = await studio.open();
    await window.prompt.fill('a white cat and a red car on a beach');
    await window.button('Paste answer').click();
    const dialog = window.page.getByRole('dialog', { name: 'Paste an answer' });
    await dialog.getByRole('textbox', { name: 'Answer' }).fill(fromChat);
    await keepScreenshot(window.page, 'paste-dark');
    await dialog.getByRole('button', { name: 'Read layout' }).click();

    await eventually(window.captions).toEqual(['a red car', 'a white cat']);
    expect(await window.field('Background').inputValue()).toBe('A realistic photo of a beach');
    expect(await window.prompt.inputValue()).toBe('a white cat and a red car on a beach');
    await window.button(/^\d+ notes?$/).click();
    const notes = window.page.getByRole('dialog', { name: 'The answer as it came' });
    expect(await notes.getByRole('listitem').allTextContents()).toContainEqual(expect.stringMatching(/a red car/));
    await keepScreenshot(window.page, 'repairs-dark');
  });

  it('takes what is pasted on the canvas for an answer', async () => {
    const window = await studio.open();
    await window.page.evaluate((text) => navigator.clipboard.writeText(text), answer);
    await window.canvas.focus();
    await window.page.keyboard.press('Control+v');
    await window.page.getByRole('dialog').getByRole('button', { name: 'Read layout' }).click();
    await eventually(window.captions).toEqual(['a red car', 'a white cat']);
  });

  it('refuses what holds no layout, and keeps the boxes', async () => {
    const window = await studio.open();
    await window.write('a green bottle');
    await eventually(window.captions).toEqual(['a green bottle']);
    await window.button('Paste answer').click();
    const dialog = window.page.getByRole('dialog');
    await dialog.getByRole('textbox', { name: 'Answer' }).fill('I am sorry, I can not help with that.');
    await dialog.getByRole('button', { name: 'Read layout' }).click();
    await dialog.getByRole('alert').waitFor();
    expect(await dialog.getByRole('alert').textContent()).toMatch(/No layout could be read/);
    await window.page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    expect(await window.captions()).toEqual(['a green bottle']);
  });

  it('copies what ChatGPT is to be asked', async () => {
    const window = await studio.open();
    await window.prompt.fill('a white cat and a red car');
    await window.button('More ways to get a layout').click();
    await window.button('Copy prompt for ChatGPT').click();
    await window.page.getByText(/^Prompt copied/).waitFor();
    const copied = await window.page.evaluate(() => navigator.clipboard.readText());
    expect(copied).toMatch(/Caption: a white cat and a red car/);
  });
});
