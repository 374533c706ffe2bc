import { expect, it } from 'vitest';
import { keepScreenshot } from './support/browser.ts';
import { accessibilityFaults } from './support/faults.ts';
import { eventually, setUpStudio } from './support/set-up.ts';

const studio = setUpStudio();

it.each(['dark', 'light'] as const)('lays an earlier picture over the present one, %s', async (theme) => {
  const window = await studio.open({ theme });
  const { page } = window;
  await window.setSteps(8);
  const before = await window.history.count();
  for (const [i, sentence] of ['a red car on a beach', 'a blue bird in a forest'].entries()) {
    await window.write(sentence);
    await eventually(window.captions).toEqual([sentence.split(' ').slice(0, 3).join(' ')]);
    await window.generate();
    await eventually(() => window.history.count()).toBe(before + i + 1);
    await window.progress.waitFor({ state: 'detached' });
  }
  await page.keyboard.press('Escape');
  await window.button('Show boxes').click();
  const [now, earlier] = [
    await window.newestPicture(),
    (await window.history.nth(1).locator('img').getAttribute('src')) ?? '',
  ];
  await eventually(() => window.differenceTo(now)).toBeLessThan(1);
  expect(await window.differenceTo(earlier)).toBeGreaterThan(5);

  await window.history.nth(1).hover();
  await window.history.nth(1).getByRole('button', { name: 'Compare with the picture on the canvas' }).click();
  const slider = page.getByRole('slider', { name: /How much of the earlier picture/ });
  await eventually(() => window.differenceTo(now)).toBeGreaterThan(2);
  expect(await accessibilityFaults(window)).toEqual([]);
  await keepScreenshot(page, `before-after-${theme}`);
  await slider.fill('100');
  await eventually(() => window.differenceTo(earlier)).toBeLessThan(3);
  await slider.fill('0');
  await eventually(() => window.differenceTo(now)).toBeLessThan(3);
  await window.button('Only the picture on the canvas').click();
  await slider.waitFor({ state: 'detached' });
  await eventually(() => window.differenceTo(now)).toBeLessThan(1);
});
