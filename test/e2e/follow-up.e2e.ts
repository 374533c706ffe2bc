import { describe, expect, it } from 'vitest';
import { fakeOllama } from '../helpers/fake-ollama.ts';
import { fakeOpenAi } from '../helpers/fake-openai.ts';
import { keepScreenshot } from './support/browser.ts';
import { accessibilityFaults } from './support/faults.ts';
import { eventually, hostForTest, setUpStudio } from './support/set-up.ts';
import type { StudioWindow } from './support/studio-window.ts';

const studio = setUpStudio();

async function ask(window: StudioWindow, sentence: string): Promise<void> {
  const field = window.field('Change the layout');
  await field.fill(sentence);
  await field.press('Enter');
}

const review = ({ page }: StudioWindow) => page.getByRole('group', { name: 'Changes of the layout' });

describe.each(['dark', 'light'] as const)('a follow-up sentence, %s', (theme) => {
  it('is reviewed change by change, and made as one step', async () => {
    const window = await studio.open({ theme });
    expect(await window.field('Change the layout').count()).toBe(0); // there is nothing to change
    await window.write('a red car on a beach');
    await eventually(window.captions).toEqual(['a red car']);
    await window.button('Select a red car').click();
    const before = await window.place();

    await ask(window, 'make the car bigger, add a dog on the left and add a bird');
    const changes = review(window).getByRole('checkbox');
    await eventually(() => changes.count()).toBe(3);
    expect(await window.captions()).toEqual(['a red car']);
    expect(await window.place()).toEqual(before);
    await review(window).getByText(/bird/).click();
    expect(await accessibilityFaults(window)).toEqual([]);
    await keepScreenshot(window.page, `follow-up-${theme}`);

    await review(window).getByRole('button', { name: 'Make 2 of 3 changes' }).click();
    await eventually(window.captions).toEqual(['a dog', 'a red car']);
    expect(await review(window).count()).toBe(0);
    expect(await window.field('Change the layout').inputValue()).toBe('');
    await window.button('Select a red car').click();
    expect((await window.place()).width).toBeGreaterThan(before.width);

    await window.button('Undo').click();
    expect(await window.captions()).toEqual(['a red car']);
    await window.button('Select a red car').click();
    expect(await window.place()).toEqual(before);
  });
});

it('says what it does not understand, and changes nothing', async () => {
  const window = await studio.open();
  await window.write('a red car on a beach');
  await eventually(window.captions).toEqual(['a red car']);
  await ask(window, 'more drama');
  await review(window).getByRole('status').first().waitFor();
  expect(await review(window).getByRole('checkbox').count()).toBe(0);
  await keepScreenshot(window.page, 'follow-up-unclear-dark');
  await review(window).getByRole('button', { name: 'Dismiss' }).click();
  expect(await review(window).count()).toBe(0);
  expect(await window.captions()).toEqual(['a red car']);
});

it('asks a model what rules do not understand, and stops on request', async () => {
  const ollama = await fakeOllama();
  const window = await studio.open({ host: await hostForTest({ ollama: ollama.host }) });
  const writer = window.page.getByRole('combobox', { name: 'Who writes the layout' });
  await writer.selectOption('Rules (no model)');
  await window.write('a red car on a beach');
  await eventually(window.captions).toEqual(['a red car']);
  await writer.selectOption('mixtral:8x7b');
  await ask(window, 'more drama');
  const asked = await ollama.question();
  await window.page.getByText('Working out the changes…').waitFor();
  await window.page.locator('.follow-up').getByRole('button', { name: 'Stop' }).click();
  await asked.abandoned;
  await window.button('See what this changes').waitFor();
  expect(await window.alert.count()).toBe(0);
  expect(await window.field('Change the layout').inputValue()).toBe('more drama');
});

it('asks for the key that its server wants, and keeps the sentence', async () => {
  const server = await fakeOpenAi({ key: 'sk-right-0123456789' });
  const window = await studio.open({ host: await hostForTest({ server: server.url }) });
  const writer = window.page.getByRole('combobox', { name: 'Who writes the layout' });
  await writer.selectOption('Rules (no model)');
  await window.write('a red car on a beach');
  await eventually(window.captions).toEqual(['a red car']);
  await window.reopenWith({ writer: { provider: 'openai', model: 'gpt-4' } });
  await ask(window, 'more drama');
  await window.alert.getByRole('button', { name: 'Enter key…' }).click();
  await window.page
    .getByRole('dialog', { name: 'Key for the server' })
    .getByText(/wants a key/)
    .waitFor();
  await window.page.keyboard.press('Escape');
  expect(await window.field('Change the layout').inputValue()).toBe('more drama');
  expect(await window.captions()).toEqual(['a red car']);
});
