import { describe, expect, it } from 'vitest';
import { keepScreenshot } from './support/browser.ts';
import { accessibilityFaults } from './support/faults.ts';
import { eventually, setUpStudio } from './support/set-up.ts';
import type { StudioWindow } from './support/studio-window.ts';

const studio = setUpStudio();

const issues = ({ page }: StudioWindow) => page.locator('.issues li');

async function place(window: StudioWindow, name: string, value: number): Promise<void> {
  await window.field(name).fill(String(value));
  await window.field(name).press('Enter');
}

describe.each(['dark', 'light'] as const)('what may go wrong, %s', (theme) => {
  it('stands under the box, and is mended by a click that can be taken back', async () => {
    const window = await studio.open({ theme });
    await window.write('two dogs left of a yellow boat on a beach');
    await eventually(window.captions).toEqual(['a yellow boat', 'a dog', 'a dog']);
    await window.page.waitForTimeout(800); // longer than the pause before a layout is judged
    expect(await issues(window).count()).toBe(0);

    await window.button('Select a yellow boat').click();
    const start = await window.place();
    await place(window, 'Left', 480);
    const ofBoat = window.page.getByRole('list', { name: 'What may go wrong with a yellow boat' });
    await ofBoat.getByText('“a yellow boat” reaches outside the picture.').waitFor();
    await ofBoat.getByRole('button', { name: 'Move it inside' }).click();
    await eventually(() => issues(window).count()).toBe(0);
    expect((await window.place()).x).toBe(512 - start.width);
    await window.button('Undo').click();
    expect((await window.place()).x).toBe(480);
    await window.button('Undo').click();
    await eventually(() => issues(window).count()).toBe(0);
    expect(await window.place()).toEqual(start);

    await place(window, 'Left', 0);
    await window.field('Background').fill('a beach with a yellow boat');
    await issues(window)
      .getByText(/left of/)
      .waitFor();
    await issues(window)
      .getByText(/The background names “a yellow boat” too/)
      .waitFor();
    expect(await accessibilityFaults(window)).toEqual([]);
    await keepScreenshot(window.page, `issues-${theme}`);
  });
});

it('counts boxes by the sentence, and adds what is missing', async () => {
  const window = await studio.open();
  await window.write('three cats');
  await eventually(window.captions).toHaveLength(3);
  await window.canvas.focus();
  await window
    .button(/^Select a cat/)
    .first()
    .click();
  await window.page.keyboard.press('Delete');
  await issues(window)
    .getByText(/three cats/)
    .waitFor();
  await issues(window).getByRole('button', { name: 'Add it' }).click();
  await eventually(window.captions).toHaveLength(3);
  await eventually(() => issues(window).count()).toBe(0);

  await window.prompt.fill('four cats and a d'); // says nothing against what was written before
  await window.page.waitForTimeout(800);
  expect(await issues(window).count()).toBe(0);
});
