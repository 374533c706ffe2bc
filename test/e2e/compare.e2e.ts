import { expect, it } from 'vitest';
import { keepScreenshot } from './support/browser.ts';
import { accessibilityFaults } from './support/faults.ts';
import { eventually, setUpStudio } from './support/set-up.ts';
import type { StudioWindow } from './support/studio-window.ts';

const studio = setUpStudio();

const dialog = ({ page }: StudioWindow) => page.getByRole('dialog', { name: 'One layout, all methods' });
const card = (window: StudioWindow, method: string) =>
  dialog(window).getByRole('figure', { name: method, exact: true });

async function withLayout(theme: 'dark' | 'light'): Promise<StudioWindow> {
  const window = await studio.open({ theme });
  await window.write('a red car left of a yellow boat on a beach');
  await eventually(window.captions).toHaveLength(2);
  return window;
}

it.each(['dark', 'light'] as const)('draws one layout with all methods from one seed, %s', async (theme) => {
  const window = await withLayout(theme);
  await window.setSteps(3);
  await window.button('Compare methods').click();
  const pictures = dialog(window).getByRole('img');
  await card(window, 'Stable Diffusion')
    .getByText(/ s · \d of 2 in place/)
    .waitFor();
  await eventually(() => pictures.count()).toBe(await dialog(window).getByRole('figure').count());
  await eventually(() => dialog(window).getByRole('status').allTextContents()).not.toContain('Waiting');
  await eventually(() => dialog(window).getByRole('button', { name: 'Stop the rest' }).count()).toBe(0);
  expect(await accessibilityFaults(window, 'dialog')).toEqual([]);
  await keepScreenshot(window.page, `compare-${theme}`);
  const addresses = await pictures.evaluateAll((images) => images.map((image) => image.getAttribute('src')));
  expect(new Set(addresses).size).toBe(addresses.length);

  await dialog(window).getByRole('button', { name: 'Use the picture of LMD+' }).click();
  await window.button('Method: LMD+').waitFor();
  const seed = await window.field('Seed').inputValue();
  expect(await window.captions()).toHaveLength(2);

  await window.button('Last comparison').click();
  await dialog(window).getByText(`All from seed ${seed}, with 2 boxes.`).waitFor();
});

it('can be stopped, and tells what was not drawn', async () => {
  const window = await withLayout('dark');
  await window.setSteps(50);
  await window.button('Compare methods').click();
  await dialog(window).getByRole('button', { name: 'Stop the rest' }).click();
  await eventually(() => dialog(window).getByRole('status').allTextContents()).toContain('Stopped');
  await eventually(() => dialog(window).getByRole('button', { name: 'Stop the rest' }).count()).toBe(0);
  expect(await window.progress.count()).toBe(0);
});
