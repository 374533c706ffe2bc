import type { Browser, Locator, Page } from 'playwright-core';
import type { Canvas, Rect } from '../../../preload/contract/layout.ts';
import { pageInsets } from '../../../renderer/editor/editor.ts';
import type { Point } from '../../../renderer/editor/geometry.ts';
import { fit, toScreen } from '../../../renderer/editor/viewport.ts';
import type { PageRect } from './pixels.ts';
import { countColours, meanDifference } from './pixels.ts';

export interface WindowOptions {
  theme?: 'light' | 'dark';
  width?: number;
  height?: number;
}

/** The studio's window as a user sees it: what is on it, and what can be done with it. */
export interface StudioWindow {
  page: Page;
  /** What the page itself did wrong: exceptions, refused resources. Empty in a healthy window. */
  faults: string[];
  prompt: Locator;
  canvas: Locator;
  /** The cards of the history, newest first. */
  history: Locator;
  progress: Locator;
  alert: Locator;
  button: (name: string | RegExp) => Locator;
  field: (name: string) => Locator;
  /** Types a sentence and has its layout written. */
  write: (prompt: string) => Promise<void>;
  /** Address of the newest picture. */
  newestPicture: () => Promise<string>;
  setSteps: (steps: number) => Promise<void>;
  /** Opens the window again as if it had kept these settings from an earlier visit. */
  reopenWith: (settings: Readonly<Record<string, unknown>>) => Promise<void>;
  generate: () => Promise<void>;
  /** Captions of the list of boxes, front first. */
  captions: () => Promise<string[]>;
  /** Place of the one selected box, in canvas pixels. */
  place: () => Promise<Rect>;
  /** Where the page lies in the window, in CSS pixels. */
  pageOnScreen: () => Promise<Rect>;
  drag: (from: Point, to: Point) => Promise<void>;
  click: (at: Point) => Promise<void>;
  doubleClick: (at: Point) => Promise<void>;
  /** How many colours lie under the boxes: two or three on an empty page, many in a picture. */
  colours: () => Promise<number>;
  /** How far what lies under the boxes is from a picture of this address, per channel, 0 to 255. */
  differenceTo: (picture: string) => Promise<number>;
  close: () => Promise<void>;
}

const canvasSize: Canvas = { width: 512, height: 512 };

export async function openWindow(browser: Browser, url: string, options: WindowOptions = {}): Promise<StudioWindow> {
  const { theme = 'dark', width = 1440, height = 900 } = options;
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme: theme,
    reducedMotion: 'reduce',
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  const faults = watchFaults(page);
  await page.goto(url);
  const window = studioWindow(page, faults, () => context.close());
  await window.button(/^Method: /).waitFor();
  return window;
}

function watchFaults(page: Page): string[] {
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('console', (message) => {
    // A refused call is an answer like any other; the browser reports it all the same.
    const isAnswer = message.text().startsWith('Failed to load resource') && message.location().url.includes('/api/');
    if (message.type() === 'error' && !isAnswer) faults.push(message.text());
  });
  return faults;
}

function studioWindow(page: Page, faults: string[], close: () => Promise<void>): StudioWindow {
  const button = (name: string | RegExp): Locator =>
    page.getByRole('button', { name, exact: typeof name === 'string' });
  const field = (name: string): Locator => page.getByRole('textbox', { name, exact: true });
  const canvas = page.getByRole('application');
  const prompt = field('Prompt');
  const history = page.getByRole('contentinfo', { name: 'History' }).getByRole('listitem');

  const canvasArea = async (): Promise<Rect> => {
    const area = await canvas.boundingBox();
    if (area === null) throw new Error('The canvas is not on the screen.');
    return area;
  };
  const onScreen = async (point: Point): Promise<Point> => {
    const area = await canvasArea();
    const { left, top } = toScreen(fit(canvasSize, area, pageInsets), point);
    return { x: area.x + left, y: area.y + top };
  };
  const pageRect = async (): Promise<PageRect> => {
    const { left, top, scale } = fit(canvasSize, await canvasArea(), pageInsets);
    return { left, top, side: canvasSize.width * scale };
  };
  const moveTo = async (at: Point, steps = 1): Promise<void> => {
    const { x, y } = await onScreen(at);
    await page.mouse.move(x, y, { steps });
  };
  const press = async (at: Point, clickCount: number): Promise<void> => {
    const { x, y } = await onScreen(at);
    await page.mouse.click(x, y, { clickCount });
  };
  const number = async (name: string): Promise<number> => Number(await field(name).inputValue());

  return {
    page,
    faults,
    prompt,
    canvas,
    history,
    progress: page.locator('.progress-card'),
    alert: page.getByRole('alert'),
    button,
    field,
    write: async (sentence) => {
      await prompt.fill(sentence);
      await prompt.press('Enter');
    },
    newestPicture: async () => (await history.first().locator('img').getAttribute('src')) ?? '',
    setSteps: async (steps) => {
      await field('Steps').fill(String(steps));
      await field('Steps').press('Enter');
    },
    reopenWith: async (change) => {
      await page.evaluate((kept) => {
        const settings = JSON.parse(localStorage.getItem('lmd.settings') ?? '{}') as object;
        localStorage.setItem('lmd.settings', JSON.stringify({ ...settings, ...kept }));
      }, change);
      await page.reload();
    },
    generate: () => button(/^(Generate|Add to queue)/).click(),
    captions: () => page.locator('.box-name').allTextContents(),
    place: async () => ({
      x: await number('Left'),
      y: await number('Top'),
      width: await number('Width'),
      height: await number('Height'),
    }),
    pageOnScreen: async () => {
      const { x, y } = await canvasArea();
      const { left, top, side } = await pageRect();
      return { x: x + left, y: y + top, width: side, height: side };
    },
    drag: async (from, to) => {
      await moveTo(from);
      await page.mouse.down();
      await moveTo(to, 8);
      await page.mouse.up();
    },
    click: (at) => press(at, 1),
    doubleClick: (at) => press(at, 2),
    colours: async () => page.evaluate(countColours, await pageRect()),
    differenceTo: async (picture) => page.evaluate(meanDifference, { ...(await pageRect()), picture }),
    close,
  };
}
