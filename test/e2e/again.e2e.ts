import { expect, it } from 'vitest';
import { keepScreenshot } from './support/browser.ts';
import { accessibilityFaults } from './support/faults.ts';
import { eventually, setUpStudio } from './support/set-up.ts';
import type { StudioWindow } from './support/studio-window.ts';

const studio = setUpStudio();

async function chooseMethod(window: StudioWindow, title: string): Promise<void> {
  await window.button(/^Method: /).click();
  await window.page.locator('.methods').getByText(title, { exact: true }).click();
  await window.button(`Method: ${title}`).waitFor();
}

/** Names of the passes that the progress card shows. */
const passes = (window: StudioWindow) => window.progress.getByRole('listitem').allTextContents();

it.each(['dark', 'light'] as const)('draws one box anew and keeps the others, %s', async (theme) => {
  const window = await studio.open({ theme });
  const { page } = window;
  await window.write('a yellow boat and a red car');
  await eventually(window.captions).toEqual(['a red car', 'a yellow boat']);
  await chooseMethod(window, 'LMD+');
  await window.setSteps(20); // long enough for the passes to be seen
  await window.generate();
  await eventually(() => passes(window)).toContain('a yellow boat');
  await window.progress.waitFor({ state: 'detached' });
  const before = await window.newestPicture();
  const seed = await window.field('Seed').inputValue();

  await window.button('Select a red car').click();
  expect(await window.button('The seed comes from the picture').isDisabled()).toBe(true);
  expect(await accessibilityFaults(window)).toEqual([]);
  await keepScreenshot(page, `redraw-${theme}`);
  await window.button('Draw this box anew').click();
  await eventually(() => passes(window)).toEqual(['a red car', 'whole picture']); // the boat's pass was kept
  await eventually(window.newestPicture).not.toBe(before);
  await window.progress.waitFor({ state: 'detached' });
  expect(await window.field('Seed of the box').inputValue()).toMatch(/^\d+$/);
  expect(await window.field('Seed').inputValue()).toBe(seed);
  // The same seeds give the very same pixels, so any difference comes from the box.
  await eventually(() => window.differenceTo(before)).toBeGreaterThan(0);

  await window.button('Undo').click();
  expect(await window.field('Seed of the box').inputValue()).toBe('');
});

it('keeps some boxes and draws the others anew', async () => {
  const window = await studio.open();
  const { page } = window;
  await window.write('a yellow boat, a red car and a blue bird');
  await eventually(window.captions).toHaveLength(3);
  await chooseMethod(window, 'LMD+');
  await window.setSteps(12);
  const before = await window.history.count();
  await window.generate();
  await eventually(() => window.history.count()).toBe(before + 1);
  await window.progress.waitFor({ state: 'detached' });

  const [kept = '', alsoKept = '', anew = ''] = await window.captions();
  await window.button(`Select ${kept}`).click();
  await window.button(`Select ${alsoKept}`).click({ modifiers: ['Shift'] });
  await keepScreenshot(page, 'redraw-others-dark');
  await window.button('Keep these, draw the others anew').click();
  await eventually(() => passes(window)).toEqual([anew, 'whole picture']);
  await eventually(() => window.history.count()).toBe(before + 2);
  await window.progress.waitFor({ state: 'detached' });

  await window.button('Draw these boxes anew').click();
  await eventually(async () => (await passes(window)).toSorted()).toEqual([kept, alsoKept, 'whole picture'].toSorted());
  await eventually(() => window.history.count()).toBe(before + 3);
});

it('offers to draw one box anew in the list too, where the method can', async () => {
  const window = await studio.open();
  await window.write('a yellow boat and a red car');
  await eventually(window.captions).toHaveLength(2);
  const again = window.button('Draw this box anew');
  await window.button('Select a yellow boat').click();
  await chooseMethod(window, 'GLIGEN');
  expect(await again.isDisabled()).toBe(true);
  expect(await again.getAttribute('title')).toMatch(/draws all boxes together/);
  await window.button('Select a yellow boat').hover();
  expect(await window.button('Draw a yellow boat anew').count()).toBe(0);

  await chooseMethod(window, 'LMD+');
  await window.setSteps(2);
  const count = await window.history.count();
  await window.button('Select a yellow boat').hover();
  await window.button('Draw a yellow boat anew').click();
  await eventually(() => window.history.count()).toBe(count + 1);
  expect(await window.field('Seed of the box').inputValue()).toMatch(/^\d+$/);
  await window.button('Back to the seed from the picture').click();
  expect(await window.field('Seed of the box').inputValue()).toBe('');
  await window.button('New seed for this box').click();
  expect(await window.field('Seed of the box').inputValue()).toMatch(/^\d+$/);
});

it('draws variations of a layout, each with a seed of its own', async () => {
  const window = await studio.open();
  const { page, history } = window;
  await window.write('a purple balloon');
  await eventually(window.captions).toHaveLength(1);
  await window.setSteps(2);
  const before = await history.count();
  await window.button('Draw 4 variations').click();
  await eventually(() => history.count()).toBe(before + 4);
  await window.progress.waitFor({ state: 'detached' });
  const pictures = page.getByRole('button', { name: 'Bring back: a purple balloon' });
  expect(await pictures.count()).toBe(4);
  const seeds = new Set<string>();
  for (const picture of await pictures.all()) {
    await picture.click();
    seeds.add(await window.field('Seed').inputValue());
  }
  expect(seeds.size).toBe(4);
});

it.each(['dark', 'light'] as const)('takes waiting pictures out of the queue, %s', async (theme) => {
  const window = await studio.open({ theme });
  await window.write('a purple balloon');
  await eventually(window.captions).toHaveLength(1);
  await window.setSteps(1000);
  await window.button('Draw 4 variations').click();
  await window.progress.getByText('3 waiting').waitFor();
  await window.page.getByText(/^step \d+ of 1000$/).waitFor();
  expect(await accessibilityFaults(window)).toEqual([]);
  await keepScreenshot(window.page, `variations-${theme}`);
  await window.progress.getByRole('button', { name: 'Empty the queue' }).click();
  await eventually(() => window.progress.getByText(/waiting/).count()).toBe(0);
  expect(await window.page.getByText(/^Stopped/).count()).toBe(0);
  await window.progress.getByRole('button', { name: 'Stop' }).click();
  await window.progress.waitFor({ state: 'detached' });
});
