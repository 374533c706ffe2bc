import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { chromium } from 'playwright-core';
import { root } from './host.ts';

const screenshots = join(root, 'test-results', 'screenshots');

/** The browser that LMD_CHROMIUM names, or the one that Playwright has installed. */
export function launchBrowser(): Promise<Browser> {
  const executablePath = process.env.LMD_CHROMIUM;
  const isRoot = process.getuid?.() === 0; // Chromium's sandbox refuses to run as root
  return chromium.launch({
    ...(executablePath === undefined ? {} : { executablePath }),
    args: isRoot ? ['--no-sandbox'] : [],
  });
}

/** Keeps what the window looks like now, for eyes. */
export async function keepScreenshot(page: Page, name: string): Promise<void> {
  mkdirSync(screenshots, { recursive: true });
  await page.screenshot({ path: join(screenshots, `${name}.png`) });
}
