import type { Browser } from 'playwright-core';
import { beforeAll, expect, onTestFinished } from 'vitest';
import { keepScreenshot, launchBrowser } from './browser.ts';
import type { Host, HostOptions } from './host.ts';
import { startHost } from './host.ts';
import type { StudioWindow, WindowOptions } from './studio-window.ts';
import { openWindow } from './studio-window.ts';

export interface Studio {
  /** A new window, with an empty page; closed when the test has finished. The test fails if the page itself went wrong. */
  open: (options?: WindowOptions & { host?: Host }) => Promise<StudioWindow>;
}

/** One host and one browser for all tests of a file; every window starts without a past. */
export function setUpStudio(options: HostOptions = {}): Studio {
  let browser: Browser;
  let host: Host;
  beforeAll(async () => {
    [browser, host] = await Promise.all([launchBrowser(), startHost(options)]);
    return async () => {
      await browser.close();
      await host.close();
    };
  });
  return {
    open: async ({ host: other, ...window } = {}) => {
      const opened = await openWindow(browser, (other ?? host).url, window);
      onTestFinished(async ({ task }) => {
        if (task.result?.state === 'fail')
          await keepScreenshot(opened.page, `failed-${task.name.replaceAll(/\W+/g, '-')}`);
        await opened.close();
        expect(opened.faults).toEqual([]);
      });
      return opened;
    },
  };
}

/** A host of this test alone. */
export async function hostForTest(options: HostOptions = {}): Promise<Host> {
  const host = await startHost(options);
  onTestFinished(host.close);
  return host;
}

/** Expects something that becomes true in time. */
export const eventually = <T>(look: () => T | Promise<T>) => expect.poll(look, { timeout: 30_000, interval: 50 });
