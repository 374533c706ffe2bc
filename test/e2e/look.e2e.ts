import { describe, expect, it } from 'vitest';
import { keepScreenshot } from './support/browser.ts';
import { accessibilityFaults, findCutOff } from './support/faults.ts';
import { eventually, setUpStudio } from './support/set-up.ts';
import type { StudioWindow } from './support/studio-window.ts';

const studio = setUpStudio();
const sentence = 'two cats left of a red car on a beach';

/** A window with a picture under its boxes, one of which is selected. */
async function withPicture(window: StudioWindow): Promise<void> {
  await window.write(sentence);
  await eventually(window.captions).toHaveLength(3);
  await window.setSteps(4);
  const before = await window.history.count();
  await window.generate();
  await eventually(() => window.history.count()).toBe(before + 1);
  await window.progress.waitFor({ state: 'detached' });
  await window.button('Select a red car').click();
}

describe.each(['dark', 'light'] as const)('the %s theme', (theme) => {
  it('has no accessibility fault in any state of the window', async () => {
    const window = await studio.open({ theme });
    const { page } = window;
    expect(await page.locator('html').getAttribute('data-theme')).toBe(theme);
    expect(await accessibilityFaults(window)).toEqual([]);

    await withPicture(window);
    await eventually(window.colours).toBeGreaterThan(20);
    await page.getByText('Advanced').click();
    expect(await accessibilityFaults(window)).toEqual([]);
    await page.getByText('Advanced').click();
    await keepScreenshot(page, `picture-selected-${theme}`);

    await window.button(/^Method: /).click();
    await page.getByText('Stable Diffusion', { exact: true }).waitFor();
    expect(await accessibilityFaults(window, '.popover')).toEqual([]);
    await keepScreenshot(page, `methods-${theme}`);
    await page.keyboard.press('Escape');
    await window.button('Model details: Starter').click();
    expect(await accessibilityFaults(window, '.popover')).toEqual([]);
    await keepScreenshot(page, `model-details-${theme}`);
    await page.keyboard.press('Escape');
    await window.button(/^Layout writer details/).click();
    expect(await accessibilityFaults(window, '.popover')).toEqual([]);
    await keepScreenshot(page, `writer-details-${theme}`);
    await page.keyboard.press('Escape');

    await window.button('Keyboard shortcuts').click();
    expect(await accessibilityFaults(window, 'dialog')).toEqual([]);
    await keepScreenshot(page, `shortcuts-${theme}`);
    await page.keyboard.press('Escape');

    await window.button('Paste answer').click();
    await page.getByRole('dialog').getByRole('textbox').fill('no layout');
    await page.getByRole('dialog').getByRole('button', { name: 'Read layout' }).click();
    await page.getByRole('dialog').getByRole('alert').waitFor();
    expect(await accessibilityFaults(window, 'dialog')).toEqual([]);
    await keepScreenshot(page, `paste-refused-${theme}`);
  });
});

describe('the theme', () => {
  it('is chosen by a button, and kept', async () => {
    const window = await studio.open({ theme: 'dark' });
    const { page } = window;
    const current = () => page.locator('html').getAttribute('data-theme');
    await window.button('Theme: system').click();
    expect(await current()).toBe('dark');
    await window.button('Theme: dark').click();
    expect(await current()).toBe('light');
    await page.reload();
    await window.button('Theme: light').waitFor();
    expect(await current()).toBe('light');
  });
});

describe('a narrow window', () => {
  it.each(['dark', 'light'] as const)('shows everything at 1024×700, %s', async (theme) => {
    const window = await studio.open({ theme, width: 1024, height: 700 });
    await keepScreenshot(window.page, `narrow-empty-${theme}`);
    expect(await window.page.evaluate(findCutOff)).toEqual([]);
    await withPicture(window);
    await keepScreenshot(window.page, `narrow-picture-${theme}`);
    expect(await window.page.evaluate(findCutOff)).toEqual([]);
    expect(await accessibilityFaults(window)).toEqual([]);

    await window.button('Model details: Starter').click();
    await window.page.getByText('Why not on another device?').click();
    await keepScreenshot(window.page, `narrow-model-${theme}`);
    expect(await window.page.evaluate(findCutOff)).toEqual([]);
    await window.page.keyboard.press('Escape');

    await window.button('Keyboard shortcuts').click();
    await keepScreenshot(window.page, `narrow-shortcuts-${theme}`);
    expect(await window.page.evaluate(findCutOff)).toEqual([]);
  });

  it('keeps its controls within reach when a long list of boxes needs room', async () => {
    const window = await studio.open({ width: 1024, height: 700 });
    await window.write('twelve birds above a red car and a blue car and a dog and a cat');
    await eventually(window.captions).toHaveLength(16);
    expect(await window.page.evaluate(findCutOff)).toEqual([]);
    await window.field('Background').scrollIntoViewIfNeeded();
    expect(await window.field('Background').isVisible()).toBe(true);
    expect(await window.button(/^Generate/).isEnabled()).toBe(true);
    await keepScreenshot(window.page, 'narrow-many-boxes-dark');
  });
});
