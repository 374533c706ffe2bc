import { describe, expect, it } from 'vitest';
import { fakeOllama, says } from '../helpers/fake-ollama.ts';
import { keepScreenshot } from './support/browser.ts';
import { accessibilityFaults } from './support/faults.ts';
import { eventually, hostForTest, setUpStudio } from './support/set-up.ts';

const studio = setUpStudio();
const answer = "Objects: [('a dog', [60, 300, 130, 110])]\nBackground prompt: a park\nNegative prompt: ";

describe.each(['dark', 'light'] as const)('the wording of what models are asked, %s', (theme) => {
  it('is changed in the window, used for the next layout, and put back', async () => {
    const ollama = await fakeOllama({ answer: says(answer) });
    const window = await studio.open({ theme, host: await hostForTest({ ollama: ollama.host }) });
    await window.button('Layout writer details: mixtral:8x7b · Ollama').waitFor();
    await window.button('Set up layout writers…').click();
    await window.button('Prompt templates…').click();
    const dialog = window.page.getByRole('dialog', { name: 'Prompt templates' });
    const text = dialog.getByRole('textbox', { name: 'Text of the template' });
    await eventually(() => text.inputValue()).toContain('Caption: {caption}');
    const original = await text.inputValue();
    expect(await accessibilityFaults(window, 'dialog')).toEqual([]);
    await keepScreenshot(window.page, `templates-${theme}`);

    await text.fill('Draw something.');
    await dialog.getByRole('button', { name: 'Save as yours' }).click();
    await dialog
      .getByRole('alert')
      .getByText(/has no "\{caption\}" where the sentence goes.*not saved/)
      .waitFor();
    await text.fill(`Think of Rembrandt.\n${original}`);
    await dialog.getByRole('button', { name: 'Save as yours' }).click();
    await dialog.getByText('yours', { exact: true }).waitFor();
    await dialog.getByText(/^studio-1\+[\da-f]{8}$/).waitFor();
    expect(await accessibilityFaults(window, 'dialog')).toEqual([]);
    await window.page.keyboard.press('Escape');
    await window.write('a dog');
    await eventually(window.captions).toEqual(['a dog']);
    const { request } = await ollama.question();
    expect(request.prompt + JSON.stringify(request.messages)).toContain('Think of Rembrandt.');

    await window.button('Set up layout writers…').click();
    await window.button('Prompt templates…').click();
    await dialog.getByRole('button', { name: 'Back to the app’s own' }).click();
    await dialog.getByRole('button', { name: 'Drop your wording?' }).click();
    await eventually(() => text.inputValue()).toBe(original);
    expect(await dialog.getByText('yours', { exact: true }).count()).toBe(0);
  });
});
