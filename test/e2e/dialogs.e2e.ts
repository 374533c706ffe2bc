import { describe, expect, it } from 'vitest';
import { dataText } from '../helpers/data.ts';
import { fakeOllama, inTurn, says } from '../helpers/fake-ollama.ts';
import { fakeOpenAi } from '../helpers/fake-openai.ts';
import { keepScreenshot } from './support/browser.ts';
import { accessibilityFaults, findCutOff } from './support/faults.ts';
import { eventually, hostForTest, setUpStudio } from './support/set-up.ts';
import type { StudioWindow } from './support/studio-window.ts';

const studio = setUpStudio();
const narrow = { width: 1024, height: 700 };

const answerOf = (...captions: string[]): string =>
  `Objects: [${captions.map((caption, i) => `('${caption}', [${20 + 90 * i}, ${200 + 40 * i}, 140, 150])`).join(', ')}]
Background prompt: A realistic photo of a very long beach with palms in the evening sun
Negative prompt: `;

const dialogOf = ({ page }: StudioWindow) => page.getByRole('dialog');

/** Nothing of the open dialog is cut off or can not be reached, for eyes and for screen readers. */
async function expectWhole(window: StudioWindow, name: string): Promise<void> {
  await keepScreenshot(window.page, name);
  expect(await window.page.evaluate(findCutOff)).toEqual([]);
  expect(await accessibilityFaults(window, 'dialog')).toEqual([]);
}

describe.each(['dark', 'light'] as const)('dialogs at 1024×700, %s', (theme) => {
  it('show a choice of layouts and stored answers whole', async () => {
    const captions = ['a white cat with a red bow', 'a car', 'a tree', 'a very small dog'];
    const answers = captions.map((_, i) => says(answerOf(...captions.slice(0, i + 1))));
    const ollama = await fakeOllama({ answer: inTurn(...answers) });
    const window = await studio.open({ theme, ...narrow, host: await hostForTest({ ollama: ollama.host }) });
    await window.button('Layout writer details: mixtral:8x7b · Ollama').waitFor();
    await window.prompt.fill('two white cats left of a car, under a tree, and a dog on a beach');
    await window.button('Write 4 to choose from').click();
    await eventually(() => dialogOf(window).getByRole('article').count()).toBe(4);
    await expectWhole(window, `narrow-candidates-${theme}`);
    await window.page.keyboard.press('Escape');

    await window.button('Files and stored answers').click();
    const chooser = window.page.waitForEvent('filechooser');
    await window.button('Import a layout, picture or answers…').click();
    const buffer = Buffer.from(dataText('cache_lmd_v0.1_gpt-4.json'));
    await (await chooser).setFiles({ name: 'answers.json', mimeType: 'application/json', buffer });
    await dialogOf(window).getByRole('combobox', { name: 'Template' }).fill('v0.1');
    await dialogOf(window).getByRole('combobox', { name: 'Model' }).fill('gpt-4');
    await expectWhole(window, `narrow-import-answers-${theme}`);
    await dialogOf(window).getByRole('button', { name: 'Add answers' }).click();
    await dialogOf(window).getByRole('combobox', { name: 'Whose answers' }).selectOption('gpt-4 · v0.1 · 400');
    await dialogOf(window).getByRole('img').waitFor();
    await expectWhole(window, `narrow-answers-${theme}`);
  });

  it('show writers, templates and exports whole', async () => {
    const models = Array.from(
      { length: 40 },
      (_, i) => `some-organisation/a-model-with-a-rather-long-name-${i}-instruct`,
    );
    const [server, ollama] = [await fakeOpenAi({ models, key: 'sk-0123456789' }), await fakeOllama()];
    const host = await hostForTest({ ollama: ollama.host, server: server.url });
    const window = await studio.open({ theme, ...narrow, host });
    await window.button('Set up layout writers…').click();
    await dialogOf(window)
      .getByText(/wants a key/)
      .waitFor();
    await dialogOf(window).getByRole('textbox', { name: 'API key' }).fill('sk-0123456789');
    await expectWhole(window, `narrow-writers-key-${theme}`);
    await window.page.keyboard.press('Enter');
    await eventually(() => dialogOf(window).locator('.server-models').getByRole('radio').count()).toBe(40);
    await expectWhole(window, `narrow-writers-${theme}`);
    await window.button('Prompt templates…').click();
    await eventually(() => dialogOf(window).getByRole('textbox').inputValue()).toContain('{caption}');
    await expectWhole(window, `narrow-templates-${theme}`);
    await window.page.keyboard.press('Escape');
    await window.page.keyboard.press('Control+s');
    await eventually(() => dialogOf(window).locator('pre').textContent()).toContain('"version"');
    await expectWhole(window, `narrow-export-${theme}`);
  });

  it('show models, commands and a comparison whole', async () => {
    const window = await studio.open({ theme, ...narrow });
    await window.page.keyboard.press('Control+k');
    await expectWhole(window, `narrow-commands-${theme}`);
    await window.page.keyboard.type('manage models');
    await window.page.keyboard.press('Enter');
    await dialogOf(window).getByRole('article').first().waitFor();
    await dialogOf(window).getByRole('button', { name: 'Enter token…' }).click();
    await expectWhole(window, `narrow-models-${theme}`);
    await window.page.keyboard.press('Escape');
    await window.write('a red car left of a yellow boat on a beach');
    await eventually(window.captions).toHaveLength(2);
    await window.setSteps(2);
    await window.button('Compare methods').click();
    await dialogOf(window)
      .getByText(/in place/)
      .first()
      .waitFor();
    await expectWhole(window, `narrow-compare-${theme}`);
    await dialogOf(window).getByRole('button', { name: 'Stop the rest' }).click();
    await eventually(() => dialogOf(window).getByRole('button', { name: 'Stop the rest' }).count()).toBe(0);
  });
});

it('are opened, used and left by keyboard alone, and the focus goes back', async () => {
  const ollama = await fakeOllama({ answer: inTurn(says(answerOf('a dog')), says(answerOf('a cat', 'a dog'))) });
  const window = await studio.open({ host: await hostForTest({ ollama: ollama.host }) });
  const { page } = window;
  await window.button('Layout writer details: mixtral:8x7b · Ollama').waitFor();
  await window.prompt.fill('a cat and a dog');
  await window.button('Write 4 to choose from').focus();
  await page.keyboard.press('Enter');
  await dialogOf(window).waitFor();
  await dialogOf(window).getByRole('button', { name: 'Use layout 1' }).focus();
  await page.keyboard.press('Enter');
  await eventually(window.captions).toEqual(['a dog', 'a cat']);

  const opener = window.button('Set up layout writers…');
  await opener.focus();
  await page.keyboard.press('Enter');
  await dialogOf(window).waitFor();
  await dialogOf(window).getByRole('radio', { name: 'Automatic' }).focus();
  await page.keyboard.press('ArrowDown');
  expect(await dialogOf(window).getByRole('radio', { name: 'Rules' }).isChecked()).toBe(true);
  await page.keyboard.press('Escape');
  await dialogOf(window).waitFor({ state: 'detached' });
  await eventually(() => opener.evaluate((button) => button.matches(':focus'))).toBe(true);

  const files = window.button('Files and stored answers');
  await files.focus();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await eventually(() =>
    dialogOf(window)
      .getByRole('searchbox')
      .evaluate((field) => field.matches(':focus')),
  ).toBe(true);
  await page.keyboard.type('a cat');
  await dialogOf(window).getByRole('img', { name: 'A layout with a cat, a dog' }).waitFor();
  await page.keyboard.press('Escape'); // empties the search
  await page.keyboard.press('Escape');
  await eventually(() => files.evaluate((button) => button.matches(':focus'))).toBe(true);
});
