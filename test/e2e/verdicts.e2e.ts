import { expect, it } from 'vitest';
import { keepScreenshot } from './support/browser.ts';
import { accessibilityFaults } from './support/faults.ts';
import { eventually, setUpStudio } from './support/set-up.ts';

const studio = setUpStudio();

it.each(['dark', 'light'] as const)('says of each box whether its object is in the picture, %s', async (theme) => {
  const window = await studio.open({ theme });
  const { page } = window;
  await window.write('a yellow boat and a red car');
  await eventually(window.captions).toHaveLength(2);
  await window.setSteps(2); // too few for anything to be seen in the picture
  await window.generate();
  await window.progress.waitFor({ state: 'detached' });
  const verdicts = page.getByRole('list', { name: 'Boxes, front first' }).getByRole('img');
  await eventually(() => verdicts.count()).toBe(2);
  for (const verdict of await verdicts.all()) {
    expect(await verdict.getAttribute('aria-label')).toMatch(/^(In its box|In this picture, but|Not found)/);
  }
  expect(await accessibilityFaults(window)).toEqual([]);
  await keepScreenshot(page, `verdict-${theme}`);

  // The verdict is about the caption that was drawn.
  await window.button('Select a red car').dblclick();
  await window.field('Rename a red car').fill('a red cup');
  await page.keyboard.press('Enter');
  await eventually(() => verdicts.count()).toBe(1);
});

it('draws anew what is not in its box, in one step', async () => {
  const window = await studio.open();
  const { page } = window;
  await window.write('two cats and a yellow star');
  await eventually(window.captions).toHaveLength(3);
  await window.setSteps(1); // noise: nothing can be found
  await window.generate();
  await window.progress.waitFor({ state: 'detached' });
  const again = page.getByRole('button', { name: /^Draw anew the/ });
  expect(await again.count()).toBe(0); // all boxes are drawn together by this method
  await window.button(/^Method: /).click();
  await page.locator('.methods').getByText('LMD+', { exact: true }).click();
  const before = await window.newestPicture();
  await again.click();
  await eventually(window.newestPicture).not.toBe(before);
  await window.progress.waitFor({ state: 'detached' });
  await window.button('Undo').click();
  await window.button(/^Select a yellow star/).click();
  expect(await window.field('Seed of the box').inputValue()).toBe('');
});
