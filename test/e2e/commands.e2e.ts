import { expect, it } from 'vitest';
import { keepScreenshot } from './support/browser.ts';
import { accessibilityFaults } from './support/faults.ts';
import { eventually, setUpStudio } from './support/set-up.ts';

const studio = setUpStudio();

it.each(['dark', 'light'] as const)('finds and does everything by name, with the keyboard alone, %s', async (theme) => {
  const window = await studio.open({ theme });
  const { page } = window;
  const palette = page.getByRole('dialog', { name: 'Commands' });
  const field = palette.getByRole('combobox', { name: 'Command' });
  await page.keyboard.press('Control+k');
  await field.waitFor();
  expect(await palette.getByRole('option').count()).toBeGreaterThan(20);
  expect(await accessibilityFaults(window, 'dialog')).toEqual([]);
  await keepScreenshot(page, `commands-${theme}`);

  await page.keyboard.type('models');
  await eventually(() => palette.getByRole('option').allTextContents()).toEqual(['Manage models…']);
  await page.keyboard.press('Enter');
  await page.getByRole('dialog', { name: 'Models' }).waitFor();
  await page.keyboard.press('Escape');

  await page.keyboard.press('Control+k');
  await page.keyboard.type('tool');
  await eventually(() => palette.getByRole('option').count()).toBeGreaterThan(1);
  const names = await palette.getByRole('option').allTextContents();
  await page.keyboard.press('ArrowDown');
  expect(await palette.getByRole('option', { selected: true }).textContent()).toBe(names[1]);
  await page.keyboard.press('Enter');
  await palette.waitFor({ state: 'detached' });
  const draw = page.getByRole('toolbar').getByRole('button', { name: 'Draw a box' });
  expect(await draw.getAttribute('aria-pressed')).toBe('true');

  await page.keyboard.press('Control+k');
  await page.keyboard.type('no such thing');
  await palette.getByText('No command has these words.').waitFor();
  await page.keyboard.press('Escape');
  await palette.waitFor({ state: 'detached' });
});
