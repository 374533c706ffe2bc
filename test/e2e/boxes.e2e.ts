import { beforeEach, describe, expect, it } from 'vitest';
import { keepScreenshot } from './support/browser.ts';
import { eventually, setUpStudio } from './support/set-up.ts';
import type { StudioWindow } from './support/studio-window.ts';

const studio = setUpStudio();
let window: StudioWindow;

beforeEach(async () => {
  window = await studio.open();
});

/** Draws a box with the draw tool and types its caption. Places are far from everything that would make it snap. */
async function draw(caption: string, from = { x: 60, y: 300 }, to = { x: 200, y: 420 }): Promise<void> {
  await window.canvas.focus();
  await window.page.keyboard.press('r');
  await window.drag(from, to);
  await window.field('Caption of the box').fill(caption);
  await window.page.keyboard.press('Enter');
}

const near = (x: number, y: number, width: number, height: number) => {
  const within = (value: number): unknown => expect.toSatisfy((actual: number) => Math.abs(actual - value) <= 1.5);
  return { x: within(x), y: within(y), width: within(width), height: within(height) };
};

describe('with the mouse', () => {
  it('draws a box and captions it in place', async () => {
    await draw('a blue boat');
    expect(await window.captions()).toEqual(['a blue boat']);
    expect(await window.place()).toEqual(near(60, 300, 140, 120));
  });

  it('moves a box, resizes it by its handles, and takes both back and again', async () => {
    await draw('a blue boat');
    await window.drag({ x: 130, y: 350 }, { x: 170, y: 320 });
    expect(await window.place()).toEqual(near(100, 270, 140, 120));
    await window.drag({ x: 240, y: 390 }, { x: 300, y: 420 });
    expect(await window.place()).toEqual(near(100, 270, 200, 150));
    await window.drag({ x: 100, y: 345 }, { x: 70, y: 345 });
    expect(await window.place()).toEqual(near(70, 270, 230, 150));
    await keepScreenshot(window.page, 'box-selected-dark');

    for (const place of [near(100, 270, 200, 150), near(100, 270, 140, 120), near(60, 300, 140, 120)]) {
      await window.button('Undo').click();
      expect(await window.place()).toEqual(place);
    }
    for (const place of [near(100, 270, 140, 120), near(100, 270, 200, 150), near(70, 270, 230, 150)]) {
      await window.button('Redo').click();
      expect(await window.place()).toEqual(place);
    }
  });

  it('renames a box by a double click on it, and drops the new name on Escape', async () => {
    await draw('a blue boat');
    await window.doubleClick({ x: 130, y: 360 });
    await window.field('Caption of the box').fill('a red boat');
    await window.page.keyboard.press('Enter');
    expect(await window.captions()).toEqual(['a red boat']);
    await window.doubleClick({ x: 130, y: 360 });
    await window.field('Caption of the box').fill('a tree');
    await window.page.keyboard.press('Escape');
    expect(await window.captions()).toEqual(['a red boat']);
  });

  it('renames and deletes a box in the list', async () => {
    await draw('a blue boat');
    await draw('a bird', { x: 300, y: 70 }, { x: 400, y: 140 });
    await window.button('Select a bird').dblclick();
    await window.field('Rename a bird').fill('a white bird');
    await window.page.keyboard.press('Enter');
    expect(await window.captions()).toEqual(['a white bird', 'a blue boat']);
    await window.button('Select a blue boat').hover();
    await window.button('Delete a blue boat').click();
    expect(await window.captions()).toEqual(['a white bird']);
    await window.button('Undo').click();
    expect(await window.captions()).toEqual(['a white bird', 'a blue boat']);
  });

  it('selects several boxes with a frame and moves them together', async () => {
    await draw('a blue boat');
    await draw('a bird', { x: 300, y: 70 }, { x: 400, y: 140 });
    await window.drag({ x: 20, y: 30 }, { x: 440, y: 450 });
    await window.page.getByRole('heading', { name: '2 boxes' }).waitFor();
    await keepScreenshot(window.page, 'group-selected-dark');
    await window.drag({ x: 350, y: 105 }, { x: 371, y: 94 });
    await window.button('Select a bird').click();
    expect(await window.place()).toEqual(near(321, 59, 100, 70));
    await window.button('Select a blue boat').click();
    expect(await window.place()).toEqual(near(81, 289, 140, 120));
  });

  it('never catches a locked or a hidden box', async () => {
    await draw('a blue boat');
    const section = window.page.getByRole('region', { name: 'a blue boat' });
    await section.getByRole('button', { name: 'Lock' }).click();
    await window.drag({ x: 130, y: 350 }, { x: 170, y: 320 });
    await window.button('Select a blue boat').click();
    expect(await window.place()).toEqual(near(60, 300, 140, 120));
    await section.getByRole('button', { name: 'Unlock' }).click();
    await section.getByRole('button', { name: 'Hide' }).click();
    await window.drag({ x: 130, y: 350 }, { x: 170, y: 320 });
    await window.button('Select a blue boat').click();
    expect(await window.place()).toEqual(near(60, 300, 140, 120));
  });
});

describe('with the inspector', () => {
  it('places a box by numbers and gives it settings of its own, each a step that can be taken back', async () => {
    await draw('a blue boat');
    const type = async (name: string, text: string): Promise<void> => {
      await window.field(name).fill(text);
      await window.field(name).press('Tab');
    };
    await type('Left', '20');
    await type('Width', '300');
    expect(await window.place()).toEqual(near(20, 300, 300, 120));
    await type('Leave out', 'people');
    await type('Strength', '9'); // moved into its range
    await type('Last step of the box, in percent', '60');
    expect(await window.field('Last step of the box, in percent').inputValue()).toBe('60');
    await type('Seed of the box', '7');
    expect(await window.field('Strength').inputValue()).toBe('5');
    await window.button('Undo').click();
    expect(await window.field('Seed of the box').inputValue()).toBe('');
    expect(await window.field('Leave out').inputValue()).toBe('people');
  });
});

describe('several boxes', () => {
  it('are put in line, and taken back in one step', async () => {
    await draw('a blue boat');
    await draw('a bird', { x: 300, y: 70 }, { x: 400, y: 140 });
    await window.canvas.focus();
    await window.page.keyboard.press('Control+a');
    await window.button('Align bottom edges').click();
    await window.button('Select a bird').click();
    expect(await window.place()).toEqual(near(300, 350, 100, 70));
    await window.button('Undo').click();
    await window.button('Select a bird').click();
    expect(await window.place()).toEqual(near(300, 70, 100, 70));
  });
});

describe('the canvas', () => {
  it('takes another size, and its boxes with it', async () => {
    await draw('a blue boat');
    const height = window.field('Height of the canvas');
    await height.fill('300'); // the next multiple of 64 is taken
    await height.press('Enter');
    expect(await height.inputValue()).toBe('320');
    expect(await window.place()).toEqual(near(60, 300 * 0.625, 140, 120 * 0.625));
    await keepScreenshot(window.page, 'wide-canvas-dark');
    await window.setSteps(2);
    const before = await window.history.count();
    await window.generate();
    await eventually(() => window.history.count()).toBe(before + 1);
    const size = await window.history
      .first()
      .locator('img')
      .evaluate((image: HTMLImageElement) => [image.naturalWidth, image.naturalHeight]);
    expect((size[0] ?? 0) / (size[1] ?? 1)).toBeCloseTo(512 / 320);
  });
});

describe('with the keyboard', () => {
  it('nudges, duplicates, deletes and takes it back', async () => {
    const { keyboard } = window.page;
    await draw('a blue boat');
    await window.canvas.focus();
    await keyboard.press('ArrowRight');
    await keyboard.press('Shift+ArrowUp');
    expect(await window.place()).toEqual(near(61, 292, 140, 120));
    await keyboard.press('Control+d');
    expect(await window.captions()).toEqual(['a blue boat', 'a blue boat']);
    expect(await window.place()).toEqual(near(77, 308, 140, 120));
    await keyboard.press('Delete');
    expect(await window.captions()).toEqual(['a blue boat']);
    await keyboard.press('Control+z');
    expect(await window.captions()).toEqual(['a blue boat', 'a blue boat']);
    await keyboard.press('Control+Shift+z');
    expect(await window.captions()).toEqual(['a blue boat']);
  });

  it('copies boxes and pastes them', async () => {
    const { keyboard } = window.page;
    await draw('a blue boat');
    await window.canvas.focus();
    await keyboard.press('Control+a');
    await keyboard.press('Control+c');
    await keyboard.press('Control+v');
    await eventually(window.captions).toEqual(['a blue boat', 'a blue boat']);
  });

  it('shows every key on a sheet, and closes it again', async () => {
    const { keyboard } = window.page;
    await draw('a blue boat');
    await window.canvas.focus();
    await keyboard.press('?');
    const sheet = window.page.getByRole('dialog', { name: 'Keyboard shortcuts' });
    await sheet.waitFor();
    expect(await sheet.getByRole('term').allTextContents()).toEqual(
      expect.arrayContaining(['Generate', 'Undo', 'Delete selection', 'Draw tool']),
    );
    await keyboard.press('Delete'); // an open dialog keeps the keys to itself
    await keyboard.press('Escape');
    await sheet.waitFor({ state: 'detached' });
    expect(await window.captions()).toEqual(['a blue boat']);
  });

  it('generates with Ctrl+Enter, from within the prompt too', async () => {
    await draw('a blue boat');
    await window.setSteps(2);
    const before = await window.history.count();
    await window.prompt.focus();
    await window.page.keyboard.press('Control+Enter');
    await eventually(() => window.history.count()).toBe(before + 1);
  });
});
