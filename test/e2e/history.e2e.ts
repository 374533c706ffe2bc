import { expect, it } from 'vitest';
import { keepScreenshot } from './support/browser.ts';
import { accessibilityFaults } from './support/faults.ts';
import { eventually, setUpStudio } from './support/set-up.ts';
import type { StudioWindow } from './support/studio-window.ts';

const studio = setUpStudio();

async function draw(window: StudioWindow, sentence: string): Promise<void> {
  const count = await window.history.count();
  await window.write(sentence);
  await window.page.getByText(/^1 box · rules/).waitFor();
  await window.generate();
  await eventually(() => window.history.count()).toBe(count + 1);
}

it('is searched by words, captions and seeds, and by stars', async () => {
  const window = await studio.open();
  const { page, history } = window;
  const search = page.getByRole('searchbox', { name: 'Search pictures' });
  expect(await search.count()).toBe(0); // there is nothing to search
  await window.setSteps(2);
  await draw(window, 'a yellow boat');
  await draw(window, 'a red car');
  const seed = await window.field('Seed').inputValue();
  await draw(window, 'a blue balloon');
  const found = (sentence: string) => page.getByRole('button', { name: `Bring back: ${sentence}` });

  await search.fill('boat');
  await eventually(() => history.count()).toBe(1);
  await found('a yellow boat').waitFor();
  expect(await accessibilityFaults(window)).toEqual([]);
  await keepScreenshot(page, 'history-found-dark');
  await search.fill(seed);
  await found('a red car').waitFor();
  await search.fill('elephant');
  await page.getByText('No picture fits the search.').waitFor();
  expect(await history.count()).toBe(0);
  await search.fill('');
  await eventually(() => history.count()).toBe(3);

  await history.last().hover();
  await history.last().getByRole('button', { name: 'Star' }).click();
  await window.button('Only starred pictures').click();
  await eventually(() => history.count()).toBe(1);
  await found('a yellow boat').waitFor();
  await page.emulateMedia({ colorScheme: 'light' });
  expect(await accessibilityFaults(window)).toEqual([]);
  await keepScreenshot(page, 'history-starred-light');
  await history.first().hover();
  await window.button('Remove star').click();
  await eventually(() => history.count()).toBe(0);
  await window.button('Only starred pictures').click();
  await eventually(() => history.count()).toBe(3);
});
