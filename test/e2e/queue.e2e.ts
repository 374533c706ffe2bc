import { expect, it } from 'vitest';
import { keepScreenshot } from './support/browser.ts';
import { accessibilityFaults } from './support/faults.ts';
import { eventually, hostForTest, setUpStudio } from './support/set-up.ts';

const studio = setUpStudio();

it.each(['dark', 'light'] as const)('shows the queue, in which pictures are moved and taken out, %s', async (theme) => {
  const window = await studio.open({ theme, host: await hostForTest() });
  const { page } = window;
  const dialog = page.getByRole('dialog', { name: 'Queue' });
  const titles = () => dialog.locator('.queue strong').allTextContents();
  await window.setSteps(400);
  for (const prompt of ['a red car', 'a yellow boat', 'a blue bird', 'a green bottle']) {
    await window.write(prompt);
    await eventually(window.captions).toEqual([prompt]);
    await window.generate();
  }
  await window.progress.getByRole('button', { name: '3 waiting' }).click();
  await eventually(titles).toEqual(['a yellow boat', 'a blue bird', 'a green bottle']);
  expect(await accessibilityFaults(window, 'dialog')).toEqual([]);
  await keepScreenshot(page, `queue-${theme}`);

  expect(await dialog.getByRole('button', { name: 'Draw a yellow boat earlier' }).isDisabled()).toBe(true);
  await dialog.getByRole('button', { name: 'Draw a green bottle earlier' }).click();
  await eventually(titles).toEqual(['a yellow boat', 'a green bottle', 'a blue bird']);
  await dialog.getByRole('button', { name: 'Draw a yellow boat later' }).click();
  await eventually(titles).toEqual(['a green bottle', 'a yellow boat', 'a blue bird']);
  await dialog.getByRole('button', { name: 'Take a yellow boat out of the queue' }).click();
  await eventually(titles).toEqual(['a green bottle', 'a blue bird']);
  await dialog.getByRole('button', { name: 'Empty the queue' }).click();
  await dialog.getByText('Nothing waits to be drawn.').waitFor();
  await dialog.getByRole('button', { name: 'Close' }).last().click();
  await window.progress.getByRole('button', { name: 'Stop' }).click();
  await window.progress.waitFor({ state: 'detached' });
});
