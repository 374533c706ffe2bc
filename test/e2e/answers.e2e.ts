import { readFileSync } from 'node:fs';
import type { Download } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { dataText } from '../helpers/data.ts';
import { fakeOllama, inTurn, says } from '../helpers/fake-ollama.ts';
import { keepScreenshot } from './support/browser.ts';
import { accessibilityFaults } from './support/faults.ts';
import { eventually, hostForTest, setUpStudio } from './support/set-up.ts';
import type { StudioWindow } from './support/studio-window.ts';

const studio = setUpStudio();
const cache = { name: 'cache_lmd_v0.1_gpt-4.json', mimeType: 'application/json' };
const reference = dataText('cache_lmd_v0.1_gpt-4.json');
const answerOf = (caption: string): string =>
  `Objects: [('${caption}', [60, 200, 180, 160])]\nBackground prompt: A realistic photo of a beach\nNegative prompt: `;

const dialogOf = ({ page }: StudioWindow) => page.getByRole('dialog', { name: 'Stored answers' });
const rows = (window: StudioWindow) =>
  dialogOf(window).getByRole('list', { name: 'Sentences, newest first' }).getByRole('button');

async function openAnswers(window: StudioWindow) {
  await window.button('Files and stored answers').click();
  await window.button('Stored answers…').click();
  const dialog = dialogOf(window);
  await dialog.waitFor();
  return dialog;
}

/** Gives a file to the picker that this opens. */
async function pick(window: StudioWindow, open: () => Promise<void>, text: string, file = cache): Promise<void> {
  const chooser = window.page.waitForEvent('filechooser');
  await open();
  await (await chooser).setFiles({ ...file, buffer: Buffer.from(text) });
}

const textOf = async (download: Download): Promise<string> => readFileSync(await download.path(), 'utf8');

describe.each(['dark', 'light'] as const)('stored answers, %s', (theme) => {
  it('come from a cache of the reference, are found, read as layouts, and used again', async () => {
    const window = await studio.open({ theme, host: await hostForTest() });
    await window.write('a green bottle');
    await eventually(window.captions).toEqual(['a green bottle']);
    const dialog = await openAnswers(window);
    await dialog.getByText(/^No answers are stored yet/).waitFor();
    await keepScreenshot(window.page, `answers-none-${theme}`);
    await pick(window, () => dialog.getByRole('button', { name: 'Import…' }).click(), reference);

    const asked = window.page.getByRole('dialog', { name: `Import ${cache.name}` });
    await asked.getByText('The file holds 400 answers to 250 sentences.').waitFor();
    expect(await asked.getByRole('combobox', { name: 'Template' }).inputValue()).toBe('v0.1');
    expect(await asked.getByRole('combobox', { name: 'Model' }).inputValue()).toBe('gpt-4');
    expect(await accessibilityFaults(window, 'dialog')).toEqual([]);
    await keepScreenshot(window.page, `answers-import-${theme}`);
    await asked.getByRole('button', { name: 'Add answers' }).click();

    await eventually(() => rows(window).count()).toBe(200);
    await dialog.getByText('The newest 200 are listed; search for others.').waitFor();
    await dialog.getByRole('searchbox', { name: 'Search sentences and answers' }).fill('PURPLE backpack red chair');
    await eventually(() => rows(window).count()).toBeLessThan(20);
    await eventually(() => rows(window).count()).toBeGreaterThan(0);
    await rows(window).first().click();
    await dialog.getByRole('img', { name: /^A layout with .*a purple backpack/ }).waitFor();
    expect(await accessibilityFaults(window, 'dialog')).toEqual([]);
    await keepScreenshot(window.page, `answers-${theme}`);

    await dialog.getByRole('button', { name: 'Use this one' }).click();
    await dialog.waitFor({ state: 'detached' });
    const captions = await window.captions();
    expect(captions.join()).toContain('a purple backpack');
    await window.page.getByText(/gpt-4 · stored answer/).waitFor();
    await window.button('Undo').click();
    expect(await window.captions()).toEqual(['a green bottle']);
  });
});

it('are exported as they were imported, byte by byte, and deleted only after a second click', async () => {
  const window = await studio.open({ host: await hostForTest() });
  const dialog = await openAnswers(window);
  await pick(window, () => dialog.getByRole('button', { name: 'Import…' }).click(), reference);
  await window.button('Add answers').click();
  await dialog.getByRole('combobox', { name: 'Whose answers' }).selectOption('gpt-4 · v0.1 · 400');
  const download = window.page.waitForEvent('download');
  await dialog.getByRole('button', { name: 'Export these' }).click();
  expect((await download).suggestedFilename()).toBe(cache.name);
  expect(await textOf(await download)).toBe(reference.trimEnd());

  await dialog.getByRole('button', { name: 'Delete these' }).click();
  expect(await rows(window).count()).toBe(200);
  await dialog.getByRole('button', { name: 'Delete all of them for good?' }).click();
  await dialog.getByText('400 answers deleted.').waitFor();
  await dialog.getByText(/^No answers are stored yet/).waitFor();
});

it('are corrected, and the correction is what the same sentence gets the next time', async () => {
  const ollama = await fakeOllama({ answer: inTurn(says(answerOf('a dog')), says(answerOf('a horse'))) });
  const window = await studio.open({ host: await hostForTest({ ollama: ollama.host }) });
  await window.button('Layout writer details: mixtral:8x7b · Ollama').waitFor();
  await window.write('an animal on a beach');
  await eventually(window.captions).toEqual(['a dog']);
  const dialog = await openAnswers(window);
  const text = dialog.getByRole('textbox', { name: 'Text of the answer' });
  await text.fill('no layout at all');
  await dialog.getByRole('alert').waitFor();
  expect(await dialog.getByRole('button', { name: 'Use this one' }).isEnabled()).toBe(false);
  await keepScreenshot(window.page, 'answer-unreadable-dark');
  await text.fill(answerOf('a cat'));
  await dialog.getByRole('img', { name: 'A layout with a cat' }).waitFor();
  await dialog.getByRole('button', { name: 'Save changes' }).click();
  await dialog.getByText('Changes saved.').waitFor();
  await dialog.getByRole('button', { name: 'Close', exact: true }).last().click();

  await window.write('an animal on a beach');
  await eventually(window.captions).toEqual(['a cat']);
  await window.page.getByText('1 box · mixtral:8x7b · stored answer').waitFor();
  await keepScreenshot(window.page, 'answer-stored-dark');
  await window.button('Ask again').click();
  await eventually(window.captions).toEqual(['a horse']);
  expect(ollama.asked).toHaveLength(2);

  await openAnswers(window);
  await eventually(() => rows(window).count()).toBe(2);
  await dialog.getByRole('button', { name: 'Delete', exact: true }).click();
  await dialog.getByRole('button', { name: 'Delete for good?' }).click();
  await eventually(() => rows(window).count()).toBe(1);
  await dialog.getByRole('img', { name: 'A layout with a cat' }).waitFor();
});

it('are one click away from the layout, also where the rules had to step in', async () => {
  const ollama = await fakeOllama({ answer: says('I would rather write a poem about the sea.') });
  const window = await studio.open({ host: await hostForTest({ ollama: ollama.host }) });
  await window.button('Layout writer details: mixtral:8x7b · Ollama').waitFor();
  await window.write('a red car on a beach');
  await eventually(window.captions).toEqual(['a red car']);
  await window.page.getByText(/built-in rules wrote this layout/).waitFor();
  await window.button('Answer').click();
  const dialog = window.page.getByRole('dialog', { name: 'The answer as it came' });
  await dialog.getByText('I would rather write a poem about the sea.').waitFor();
  await dialog.getByText(/No layout could be read from this answer/).waitFor();
  await keepScreenshot(window.page, 'answer-unused-dark');
  await dialog.getByRole('button', { name: 'Correct it…' }).click();
  const paste = window.page.getByRole('dialog', { name: 'Paste an answer' });
  await paste.getByRole('textbox').fill(answerOf('a blue car'));
  await paste.getByRole('button', { name: 'Read layout' }).click();
  await eventually(window.captions).toEqual(['a blue car']);
});

it('are refused when the file is none, with a word on what it must be', async () => {
  const window = await studio.open({ host: await hostForTest() });
  const dialog = await openAnswers(window);
  const broken = { name: 'cache_lmd_v0.1_gpt-4.json', mimeType: 'application/json' };
  await pick(window, () => dialog.getByRole('button', { name: 'Import…' }).click(), '{"a dog": ["[1]", 5]}', broken);
  const asked = window.page.getByRole('dialog', { name: `Import ${broken.name}` });
  await asked.getByRole('alert').waitFor();
  expect(await asked.getByRole('alert').textContent()).toMatch(/is no file of stored answers.*Nothing was changed/);
  expect(await asked.getByRole('button', { name: /Use|Add/ }).count()).toBe(0);
});
