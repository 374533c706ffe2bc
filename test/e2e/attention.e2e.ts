import { expect, it } from 'vitest';
import { keepScreenshot } from './support/browser.ts';
import { accessibilityFaults } from './support/faults.ts';
import { eventually, setUpStudio } from './support/set-up.ts';

const studio = setUpStudio();

it.each(['dark', 'light'] as const)('shows where the model looks, for all boxes or for one, %s', async (theme) => {
  const window = await studio.open({ theme });
  const look = window.button(/where the model looks/);
  expect(await look.isDisabled()).toBe(true);
  await window.write('a red car left of a yellow boat on a beach');
  await eventually(window.captions).toHaveLength(2);
  await window.setSteps(12);
  await window.generate();
  await eventually(() => window.history.count()).toBeGreaterThan(0);
  await window.progress.waitFor({ state: 'detached' });
  const picture = await window.newestPicture();
  await eventually(() => window.differenceTo(picture)).toBeLessThan(12); // the boxes lie over it

  await look.click();
  await eventually(() => window.differenceTo(picture)).toBeGreaterThan(30);
  expect(await look.getAttribute('aria-pressed')).toBe('true');
  expect(await accessibilityFaults(window)).toEqual([]);
  await keepScreenshot(window.page, `attention-all-${theme}`);
  const all = await window.differenceTo(picture);

  await window.button('Select a red car').click();
  await eventually(async () => Math.abs((await window.differenceTo(picture)) - all)).toBeGreaterThan(0.05);
  await keepScreenshot(window.page, `attention-one-${theme}`);

  // Another picture is looked at by itself, once it is there.
  await window.generate();
  await eventually(window.newestPicture).not.toBe(picture);
  const next = await window.newestPicture();
  await eventually(() => window.differenceTo(next)).toBeGreaterThan(30);

  await window.canvas.focus();
  await window.page.keyboard.press('a');
  await eventually(() => window.differenceTo(next)).toBeLessThan(12);
});

it('tells why it can not look, and does not go on trying', async () => {
  const window = await studio.open();
  await window.write('a red car');
  await eventually(window.captions).toHaveLength(1);
  await window.setSteps(2);
  const before = await window.history.count();
  await window.generate();
  await eventually(() => window.history.count()).toBe(before + 1);
  await window.page.route('**/api/history.attention', (route) =>
    route.fulfill({ status: 404, json: { code: 'not_found', message: 'The file of this picture is gone.' } }),
  );
  await window.button('Show where the model looks').click();
  await window.page.getByText('The file of this picture is gone.').waitFor();
  expect(await window.button('Show where the model looks').getAttribute('aria-pressed')).toBe('false');
});
