import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { ImageRequest } from '../../preload/contract/api.ts';
import { goldenCheckpoint } from '../helpers/golden.ts';
import { copiedCheckpoint } from '../helpers/safetensors.ts';
import { keepScreenshot } from './support/browser.ts';
import { eventually, hostForTest, setUpStudio } from './support/set-up.ts';
import type { StudioWindow } from './support/studio-window.ts';

const studio = setUpStudio();

/** The golden refiner as if it were made for pictures of 128 pixels, in a folder of its own. */
function smallRefiner(): string {
  const folder = copiedCheckpoint(goldenCheckpoint('tiny-refiner'));
  const file = join(folder, 'unet/config.json');
  const config = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
  writeFileSync(file, JSON.stringify({ ...config, sample_size: 16 }));
  return folder;
}

const refiner = ({ page }: StudioWindow) => page.getByRole('combobox', { name: 'Refiner' });

it('a refiner that is installed can be chosen, is asked for, and draws over the picture', async () => {
  const window = await studio.open({ host: await hostForTest({ checkpoints: [smallRefiner()] }) });
  await eventually(() => refiner(window).isEnabled()).toBe(true);
  expect(await refiner(window).inputValue()).toBe('');
  await refiner(window).selectOption({ index: 1 });
  const model = await refiner(window).inputValue();
  await keepScreenshot(window.page, 'refiner-chosen-dark');

  await window.write('a red car on a beach');
  await eventually(window.captions).toEqual(['a red car']);
  await window.setSteps(2);
  const submitted = window.page.waitForRequest(/jobs\.submit/);
  await window.generate();
  expect(((await submitted).postDataJSON() as ImageRequest).refiner).toEqual({ model });
  await eventually(() => window.history.count()).toBe(1);
  expect(await window.alert.count()).toBe(0);

  // The picture brings its refiner back.
  await refiner(window).selectOption('none');
  await window.history
    .first()
    .getByRole('button', { name: /^Bring back/ })
    .click();
  expect(await refiner(window).inputValue()).toBe(model);
});

it('without one, it is said what it would take', async () => {
  const window = await studio.open();
  await eventually(() => refiner(window).count()).toBe(1);
  expect(await refiner(window).isEnabled()).toBe(false);
  expect(await refiner(window).locator('option').allTextContents()).toEqual(['needs a refiner model']);
  expect(await refiner(window).getAttribute('title')).toMatch(/None is installed.*Manage models/);
  await keepScreenshot(window.page, 'refiner-none-dark');
});

it('one that is gone is told, and none can be chosen instead', async () => {
  const window = await studio.open();
  await window.reopenWith({ refiner: 'old-refiner' });
  await window.page.getByText('old-refiner is not there any more: choose another refiner, or none.').waitFor();
  await refiner(window).selectOption('none');
  await eventually(() => refiner(window).isEnabled()).toBe(false);
});
