import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { encodePng } from '../../main/jobs/png.ts';
import { readPngRecord } from '../../main/jobs/record.ts';
import { keepScreenshot } from './support/browser.ts';
import { accessibilityFaults } from './support/faults.ts';
import { eventually, setUpStudio } from './support/set-up.ts';
import type { StudioWindow } from './support/studio-window.ts';

const studio = setUpStudio();

const diffusers = JSON.stringify({
  prompt: 'a birthday cake beside a candle',
  gligen_phrases: ['a birthday cake', 'a candle', 'a ghost'],
  gligen_boxes: [
    [0.1, 0.3, 0.6, 0.9],
    [0.7, 0.2, 0.85, 0.9],
  ],
});
const gligenGui = JSON.stringify({
  stringProps: { canvasWidth: '512', canvasHeight: '512', positivePrompt: 'best quality', negativePrompt: 'blurry' },
  mapProps: { boxMap: [[1, { x1: 100, y1: 200, x2: 300, y2: 400, caption: 'a red car' }]] },
});
const ideogram = JSON.stringify({
  high_level_description: 'A poster.',
  compositional_deconstruction: {
    background: 'a purple wall',
    elements: [{ type: 'obj', bbox: [100, 200, 500, 600], desc: 'a white cat' }],
  },
});
const lmdText = `Caption: a dog on a beach
Objects: [('a dog', [60, 200, 600, 160])]
Background prompt: a beach
Negative prompt: `;

interface Given {
  name: string;
  text: string;
}

const importDialog = ({ page }: StudioWindow) => page.getByRole('dialog', { name: /^Import / });

/** Picks a file by the menu. */
async function pick(window: StudioWindow, { name, text }: Given): Promise<void> {
  await window.button('Files and stored answers').click();
  const chooser = window.page.waitForEvent('filechooser');
  await window.button('Import a layout, picture or answers…').click();
  await (await chooser).setFiles({ name, mimeType: 'text/plain', buffer: Buffer.from(text) });
}

/** Drops a file on the canvas. */
async function drop(window: StudioWindow, given: Given): Promise<void> {
  const transfer = await window.page.evaluateHandle(({ name, text }) => {
    const data = new DataTransfer();
    data.items.add(new File([text], name));
    return data;
  }, given);
  await window.canvas.dispatchEvent('dragover', { dataTransfer: transfer });
  await window.page.getByText('Drop a layout, a picture made here, or stored answers').waitFor();
  await keepScreenshot(window.page, 'file-dropping-dark');
  await window.canvas.dispatchEvent('drop', { dataTransfer: transfer });
}

/** A window with a layout of its own. */
async function withLayout(options: { theme?: 'light' | 'dark' } = {}): Promise<StudioWindow> {
  const window = await studio.open(options);
  await window.write('a white cat left of a red car on a beach');
  await eventually(window.captions).toEqual(['a red car', 'a white cat']);
  return window;
}

describe.each(['dark', 'light'] as const)('a layout from a file, %s', (theme) => {
  it('is shown with what was repaired before it is used, as one step of the history', async () => {
    const window = await withLayout({ theme });
    await pick(window, { name: 'cake.json', text: diffusers });
    const dialog = importDialog(window);
    await dialog.getByText('diffusers GLIGEN').waitFor();
    await dialog.getByText('There are 3 phrases for 2 boxes; what has no partner was left out.').waitFor();
    expect(await window.captions()).toEqual(['a red car', 'a white cat']);
    expect(await accessibilityFaults(window, 'dialog')).toEqual([]);
    await keepScreenshot(window.page, `import-${theme}`);
    await dialog.getByRole('button', { name: 'Use this layout' }).click();
    await eventually(window.captions).toEqual(['a candle', 'a birthday cake']);
    await window.page.getByText(/^2 boxes from cake.json/).waitFor();
    await window.button('Undo').click();
    expect(await window.captions()).toEqual(['a red car', 'a white cat']);
    expect(await window.prompt.inputValue()).toBe('a white cat left of a red car on a beach');
  });

  it('is refused with the reason, and the one on the canvas kept', async () => {
    const window = await withLayout({ theme });
    await pick(window, { name: 'notes.txt', text: 'milk, bread, eggs' });
    const dialog = importDialog(window);
    await dialog.getByRole('alert').waitFor();
    expect(await dialog.getByRole('alert').textContent()).toMatch(
      /holds no layout in a format that is known.*not changed/,
    );
    expect(await accessibilityFaults(window, 'dialog')).toEqual([]);
    await keepScreenshot(window.page, `import-refused-${theme}`);
    await dialog.getByRole('button', { name: 'Close' }).last().click();
    expect(await window.captions()).toEqual(['a red car', 'a white cat']);
  });
});

it.each([
  ['gligen-gui session', { name: 'session.json', text: gligenGui }, 'a red car'],
  ['Ideogram prompt', { name: 'poster.json', text: ideogram }, 'a white cat'],
  ['LMD text', { name: 'layout.txt', text: lmdText }, 'a dog'],
])('is read when it is dropped: %s', async (format, file, caption) => {
  const window = await studio.open();
  await drop(window, file);
  await importDialog(window).getByText(format, { exact: true }).waitFor();
  await importDialog(window).getByRole('button', { name: 'Use this layout' }).click();
  await eventually(window.captions).toEqual([caption]);
});

it('says what a file is that holds no text', async () => {
  const window = await withLayout();
  await drop(window, { name: 'picture.jpg', text: '\u0089JPG\0\0' });
  await window.page.getByText(/picture.jpg holds no text. Nothing was changed/).waitFor();
  expect(await window.captions()).toEqual(['a red car', 'a white cat']);
});

describe('a picture made here', () => {
  /** The bytes of a picture of the history. */
  const bytesOf = (window: StudioWindow, address: string): Promise<number[]> =>
    window.page.evaluate(async (url) => [...new Uint8Array(await (await fetch(url)).arrayBuffer())], address);
  const dropPicture = async (window: StudioWindow, name: string, bytes: readonly number[]): Promise<void> => {
    const transfer = await window.page.evaluateHandle(
      (given) => {
        const data = new DataTransfer();
        data.items.add(new File([new Uint8Array(given.bytes)], given.name, { type: 'image/png' }));
        return data;
      },
      { name, bytes },
    );
    await window.canvas.dispatchEvent('drop', { dataTransfer: transfer });
  };

  it('brings its layout, settings and seed back when it is dropped', async () => {
    const window = await withLayout();
    await window.setSteps(3);
    await window.generate();
    await eventually(() => window.history.count()).toBe(1);
    const picture = await window.newestPicture();
    const seed = await window.field('Seed').inputValue();
    const bytes = await bytesOf(window, picture);

    await window.write('two dogs on a beach');
    await eventually(window.captions).toEqual(['a dog', 'a dog']);
    await window.setSteps(7);
    await window.field('Seed').fill('5');
    await window.field('Seed').press('Enter');
    await dropPicture(window, 'holiday.png', bytes);
    await window.page.getByText('Layout, settings and seed of holiday.png are back.').waitFor();
    expect(await window.captions()).toEqual(['a red car', 'a white cat']);
    expect(await window.field('Steps').inputValue()).toBe('3');
    expect(await window.field('Seed').inputValue()).toBe(seed);
    await eventually(() => window.differenceTo(picture)).toBeLessThan(1);
    await keepScreenshot(window.page, 'picture-dropped-dark');

    await window.button('Undo').click();
    expect(await window.captions()).toEqual(['a dog', 'a dog']);
  });

  it('is saved with them, and copied', async () => {
    const window = await withLayout();
    expect(await window.button('Save picture').isDisabled()).toBe(true);
    await window.setSteps(2);
    const before = await window.history.count();
    await window.generate();
    await eventually(() => window.history.count()).toBe(before + 1);
    const download = window.page.waitForEvent('download');
    await window.button('Save picture').click();
    const seed = await window.field('Seed').inputValue();
    expect((await download).suggestedFilename()).toBe(`a-white-cat-left-of-a-${seed}.png`);
    const bytes = readFileSync(await (await download).path());
    expect(readPngRecord(bytes)?.item.layout.boxes.map(({ caption }) => caption)).toEqual(['a white cat', 'a red car']);
    await window.page.getByText(/^Saved as a-white-cat/).waitFor();

    await window.button('Copy picture').click();
    await window.page.getByText('Picture copied.').waitFor();
    const types = await window.page.evaluate(async () =>
      (await navigator.clipboard.read()).flatMap(({ types }) => types),
    );
    expect(types).toContain('image/png');
  });

  it('is refused where its notes are gone, and nothing is changed', async () => {
    const window = await withLayout();
    await dropPicture(window, 'other.png', [...encodePng({ width: 2, height: 2, data: new Uint8Array(12) })]);
    await window.page.getByText(/other.png holds no layout: it was not made by LMD Studio/).waitFor();
    expect(await window.captions()).toEqual(['a red car', 'a white cat']);
  });
});

describe.each(['dark', 'light'] as const)('a layout for other programs, %s', (theme) => {
  it('is shown in each format, saved, and read again', async () => {
    const window = await withLayout({ theme });
    await window.page.keyboard.press('Control+s');
    const dialog = window.page.getByRole('dialog', { name: 'Export the layout' });
    const written = dialog.locator('pre');
    await eventually(() => written.textContent()).toContain('"version": 1');
    for (const [format, words] of [
      ['Ideogram prompt', 'compositional_deconstruction'],
      ['diffusers GLIGEN', 'gligen_boxes'],
      ['LMD text', "Objects: [('a white cat', ["],
    ] as const) {
      await dialog.getByRole('radio', { name: format }).check();
      await eventually(() => written.textContent()).toContain(words);
    }
    expect(await accessibilityFaults(window, 'dialog')).toEqual([]);
    await keepScreenshot(window.page, `export-${theme}`);
    await dialog.getByRole('button', { name: 'Copy' }).click();
    await dialog.getByRole('button', { name: 'Copied' }).waitFor();
    const copied = await window.page.evaluate(() => navigator.clipboard.readText());

    const download = window.page.waitForEvent('download');
    await dialog.getByRole('button', { name: 'Save file' }).click();
    const name = (await download).suggestedFilename();
    expect(name).toBe('a-white-cat-left-of-a.lmd.txt');
    const text = readFileSync(await (await download).path(), 'utf8');
    expect(text).toBe(copied);

    await window.button('Select a red car').click();
    const before = await window.place();
    await pick(window, { name, text });
    await importDialog(window).getByText('Nothing had to be repaired or guessed.').waitFor();
    await importDialog(window).getByRole('button', { name: 'Use this layout' }).click();
    await window.button('Select a red car').click();
    expect(await window.place()).toEqual(before);
  });
});
