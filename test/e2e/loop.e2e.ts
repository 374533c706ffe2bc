import { expect, it } from 'vitest';
import { keepScreenshot } from './support/browser.ts';
import { eventually, setUpStudio } from './support/set-up.ts';

const studio = setUpStudio();
const sentence = 'two cats left of a red car on a beach';

it('leads from a sentence to boxes to a picture, and the history brings both back', async () => {
  const window = await studio.open();
  const { page, history } = window;
  expect(await window.button('Generate').isDisabled()).toBe(true);
  await keepScreenshot(page, 'empty-dark');

  await window.write(sentence);
  await eventually(window.captions).toEqual(['a red car', 'a cat', 'a cat']);
  expect(await window.field('Background').inputValue()).toMatch(/beach/i);
  await eventually(() => window.field('Overall prompt').inputValue()).toMatch(/beach with two cats, a red car/i);
  expect(await window.colours()).toBeLessThan(6);
  await keepScreenshot(page, 'layout-dark');

  await window.setSteps(60);
  await window.generate();
  await page.getByText(/^step \d+ of 60$/).waitFor();
  await eventually(window.colours).toBeGreaterThan(20); // the preview of a step lies under the boxes
  expect(await page.getByText(/^\d+ s left$/).isVisible()).toBe(true);
  await keepScreenshot(page, 'progress-dark');

  await eventually(() => history.count()).toBe(1);
  await window.progress.waitFor({ state: 'detached' });
  const first = await window.newestPicture();
  await eventually(() => window.differenceTo(first)).toBeLessThan(4);
  await keepScreenshot(page, 'picture-dark');
  const seed = await window.field('Seed').inputValue();

  await window.write('a blue balloon above a tree');
  await eventually(window.captions).toEqual(['a tree', 'a blue balloon']);
  await window.setSteps(2);
  await window.generate();
  await eventually(() => history.count()).toBe(2);
  await eventually(() => window.differenceTo(first)).toBeGreaterThan(4);

  await page.getByRole('button', { name: `Bring back: ${sentence}` }).click();
  await eventually(() => window.differenceTo(first)).toBeLessThan(4);
  expect(await window.captions()).toEqual(['a red car', 'a cat', 'a cat']);
  expect(await window.prompt.inputValue()).toBe(sentence);
  expect(await window.field('Seed').inputValue()).toBe(seed);
  expect(await window.field('Steps').inputValue()).toBe('60');
  expect(await page.getByText(/\d+ changed/).count()).toBe(0); // the method's options are its defaults
});

it('keeps layout and pictures when the window is loaded anew', async () => {
  const window = await studio.open();
  const { page, history } = window;
  await window.write('a green bottle and a cup');
  await eventually(window.captions).toEqual(['a cup', 'a green bottle']);
  await window.setSteps(2);
  await window.generate();
  await page.getByRole('button', { name: 'Bring back: a green bottle and a cup' }).waitFor();
  const pictures = await history.count();
  const picture = await window.newestPicture();
  await page.reload();
  await eventually(window.captions).toEqual(['a cup', 'a green bottle']);
  expect(await window.prompt.inputValue()).toBe('a green bottle and a cup');
  await eventually(() => history.count()).toBe(pictures);
  await eventually(() => window.differenceTo(picture)).toBeLessThan(4);
});

it('says that rules wrote the layout where no language model answers', async () => {
  const window = await studio.open();
  await window.page.getByRole('button', { name: 'Layout writer details: Rules · no model' }).waitFor();
  await window.write(sentence);
  await window.page.getByText(/^3 boxes · rules/).waitFor();
  await window.page.getByText(/Ollama does not answer.*built-in rules wrote this layout/).waitFor();
  expect(await window.captions()).toEqual(['a red car', 'a cat', 'a cat']);
});

it('deletes a picture, and brings it back on request', async () => {
  const window = await studio.open();
  const { page, history } = window;
  await window.write('a yellow boat');
  await eventually(window.captions).toEqual(['a yellow boat']);
  await window.setSteps(2);
  await window.generate();
  const card = history.filter({ has: page.getByRole('button', { name: 'Bring back: a yellow boat' }) });
  await card.hover();
  await card.getByRole('button', { name: 'Delete picture' }).click();
  await eventually(() => card.count()).toBe(0);
  await page.getByRole('status').getByRole('button', { name: 'Undo' }).click();
  await eventually(() => card.count()).toBe(1);
});

it('tells what the engine could not do as it was asked', async () => {
  const window = await studio.open();
  await window.write('a yellow boat');
  await eventually(window.captions).toEqual(['a yellow boat']);
  await window.button('Select a yellow boat').click();
  await window.field('Caption').fill(`a yellow boat ${'with a very tall white sail '.repeat(8)}`);
  await window.setSteps(2);
  await window.generate();
  const notes = window.page.getByRole('note');
  await notes.waitFor();
  expect(await notes.getByRole('listitem').allTextContents()).toContainEqual(expect.stringMatching(/yellow boat/));
  await keepScreenshot(window.page, 'picture-notes-dark');
  await notes.getByRole('button', { name: 'Dismiss' }).click();
  expect(await notes.count()).toBe(0);
});

it('draws each object on its own with LMD+, as a preset says', async () => {
  const window = await studio.open();
  const { page } = window;
  await window.write('a yellow boat and a red car');
  await eventually(window.captions).toEqual(['a red car', 'a yellow boat']);
  await window.button(/^Method: /).click();
  await window.button(/^LMD\+/).click();
  await window.button('Method: LMD+').waitFor();
  expect(await window.button('Faithful').getAttribute('aria-pressed')).toBe('true');
  await window.button('Fast').click();
  expect(await window.button('Fast').getAttribute('aria-pressed')).toBe('true');
  await page.getByText('2 changed').waitFor();
  await window.setSteps(6);
  await window.generate();
  await window.progress.getByText(/^Drawing a (yellow boat|red car)$/).waitFor();
  await window.progress.getByRole('listitem').filter({ hasText: 'whole picture' }).waitFor();
  await keepScreenshot(page, 'progress-box-dark');
  const newest = window.history.first();
  await newest.getByText('LMD+').waitFor();
  await window.progress.waitFor({ state: 'detached' });
  await page.getByText(/^about \d+ s$/).waitFor(); // measured now
});
