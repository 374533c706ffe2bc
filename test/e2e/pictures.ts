import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser } from './support/browser.ts';
import type { Host } from './support/host.ts';
import { root, startHost } from './support/host.ts';
import type { StudioWindow, WindowOptions } from './support/studio-window.ts';
import { openWindow } from './support/studio-window.ts';

/** Makes the pictures of README.md: `npm run pictures -- --seed 7`. */
const { values: flags } = parseArgs({
  options: {
    seed: { type: 'string', default: '7' },
    steps: { type: 'string', default: '30' },
    method: { type: 'string', default: 'GLIGEN' },
    compare: { type: 'string', default: 'A red car left of a blue bird on a beach' },
    prompt: { type: 'string', default: 'Two cats on the left of a red car on a beach' },
  },
});

const folder = join(root, 'docs', 'images');
const otherPrompts = [
  'A purple balloon above a brown dog in a meadow',
  'Three blue birds above a yellow boat on the sea',
  'A green bottle left of a red bowl on a table',
];

mkdirSync(folder, { recursive: true });
const browser = await launchBrowser();
const host = await startHost({ hub: 'https://huggingface.co' }); // only its name is shown
try {
  const overall = await theLoop(browser, host);
  await theStudio(browser, host, overall);
  await theModels(browser, host);
  await anError(browser, host);
  await aComparison(browser);
} finally {
  await browser.close();
  await host.close();
}

async function openForPictures(browser: Browser, host: Host, options: WindowOptions): Promise<StudioWindow> {
  const window = await openWindow(browser, host.url, options);
  await window.page.getByRole('combobox', { name: 'Who writes the layout' }).selectOption('Rules (no model)');
  await window.button(/^Method: /).click();
  await window.page.locator('.methods').getByText(flags.method, { exact: true }).click();
  await window.setSteps(Number(flags.steps));
  await window.field('Seed').fill(flags.seed);
  await window.field('Seed').press('Enter');
  return window;
}

async function writeLayout(window: StudioWindow, prompt: string): Promise<void> {
  await window.write(prompt);
  await window.page.locator('.result').waitFor();
  await window.page.waitForFunction(() => document.querySelector<HTMLTextAreaElement>('#overall')?.value !== '');
}

async function draw(window: StudioWindow): Promise<void> {
  const before = await window.history.count();
  await window.generate();
  await window.history.nth(before).waitFor({ timeout: 300_000 });
  await window.progress.waitFor({ state: 'detached' });
  await window.page.waitForFunction(
    (count) =>
      [...document.querySelectorAll<HTMLImageElement>('.history img')].filter((image) => image.complete).length > count,
    before,
  );
}

/** Sentence, boxes, picture: three details of one window. Returns the overall prompt of its layout. */
async function theLoop(browser: Browser, host: Host): Promise<string> {
  const window = await openForPictures(browser, host, { width: 1024, height: 700 });
  const { page } = window;
  await window.prompt.fill(flags.prompt);
  const panel = await boxOf(page, '.panel.left');
  const buttons = await boxOf(page, '.button-row');
  await page.screenshot({
    path: join(folder, 'loop-1-prompt.png'),
    clip: { ...panel, height: buttons.y + buttons.height + 12 - panel.y },
  });
  await writeLayout(window, flags.prompt);
  await page.screenshot({ path: join(folder, 'loop-2-layout.png'), clip: await window.pageOnScreen() });
  await draw(window);
  await page.keyboard.press('Escape');
  await page.screenshot({ path: join(folder, 'loop-3-picture.png'), clip: await window.pageOnScreen() });
  await window.button('Show where the model looks').click();
  await page.waitForResponse(/history\.attention$/);
  await window.button('Show where the model looks').waitFor(); // it has been looked
  await page.screenshot({ path: join(folder, 'attention.png'), clip: await window.pageOnScreen() });
  const overall = await window.field('Overall prompt').inputValue();
  await window.close();
  return overall;
}

/** The whole window at work, in both themes; the picture of the loop is in its history. */
async function theStudio(browser: Browser, host: Host, overall: string): Promise<void> {
  for (const theme of ['dark', 'light'] as const) {
    const window = await openForPictures(browser, host, { theme, width: 1200, height: 760 });
    if (theme === 'dark') {
      for (const prompt of otherPrompts) {
        await writeLayout(window, prompt);
        await draw(window);
      }
    }
    await window.button(`Bring back: ${flags.prompt}`).click();
    await window.page.waitForFunction(
      (text) => document.querySelector<HTMLTextAreaElement>('#overall')?.value === text,
      overall,
    );
    await window.page.locator('.box-name').first().click();
    await window.page.mouse.move(0, 0);
    await window.page.screenshot({ path: join(folder, `studio-${theme}.png`) });
    await window.close();
  }
}

/** Models that are here, and those that can be had. */
async function theModels(browser: Browser, host: Host): Promise<void> {
  const window = await openForPictures(browser, host, { width: 1024, height: 700 });
  await window.button(/^Model details: /).click();
  await window.button('Manage models…').click();
  await window.page.getByText(/Every file is checked/).waitFor();
  await window.page.screenshot({ path: join(folder, 'models.png') });
  await window.close();
}

/** The engine ends in the middle of a picture. */
async function anError(browser: Browser, host: Host): Promise<void> {
  const window = await openForPictures(browser, host, { width: 1024, height: 700 });
  await writeLayout(window, flags.prompt);
  await window.setSteps(1000);
  await window.generate();
  await window.page.getByText(/^step \d+ of \d+$/).waitFor();
  host.killEngine();
  await window.alert.waitFor();
  await window.page.screenshot({ path: join(folder, 'error.png') });
  await window.close();
}

/** All methods on one layout. */
async function aComparison(browser: Browser): Promise<void> {
  const scratch = mkdtempSync(join(tmpdir(), 'lmd-pictures-'));
  const sheet = join(scratch, 'sheet.html');
  const args = ['compare', flags.compare, '--provider', 'rules', '--seed', flags.seed, '--steps', flags.steps];
  const program = join(root, 'main', 'cli', 'lmd.ts');
  await promisify(execFile)(process.execPath, [program, ...args, '--out', sheet, '--data-dir', scratch]);
  const page = await browser.newPage({ viewport: { width: 1140, height: 720 } });
  await page.goto(pathToFileURL(sheet).href);
  await page.screenshot({ path: join(folder, 'compare.png'), fullPage: true });
  await page.close();
  rmSync(scratch, { recursive: true });
}

async function boxOf(page: Page, selector: string): Promise<{ x: number; y: number; width: number; height: number }> {
  const box = await page.locator(selector).boundingBox();
  if (box === null) throw new Error(`${selector} is not on the screen.`);
  return box;
}
