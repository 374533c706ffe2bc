import { cpSync, mkdtempSync, rmSync, statSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { keepScreenshot } from './support/browser.ts';
import type { Host } from './support/host.ts';
import { root } from './support/host.ts';
import { eventually, hostForTest, setUpStudio } from './support/set-up.ts';
import type { StudioWindow } from './support/studio-window.ts';

const studio = setUpStudio();
const sentence = 'a red car and a blue dog';

/** A window on a host of its own, with a layout, and a picture under way that takes far longer than any test. */
async function withLongPicture(): Promise<{ window: StudioWindow; host: Host }> {
  const host = await hostForTest();
  const window = await studio.open({ host });
  await window.write(sentence);
  await eventually(window.captions).toHaveLength(2);
  await window.setSteps(1000);
  await window.generate();
  await window.page.getByText(/^step \d+ of 1000$/).waitFor();
  return { window, host };
}

/** Draws one more picture, to show that the studio is as good as before. */
async function expectNextPicture(window: StudioWindow): Promise<void> {
  const before = await window.history.count();
  await window.setSteps(2);
  await window.generate();
  await eventually(() => window.history.count()).toBe(before + 1);
  await window.progress.waitFor({ state: 'detached' });
  expect(await window.alert.count()).toBe(0);
}

describe('stopping a picture', () => {
  it('ends after its step on request; the next one works', async () => {
    const { window } = await withLongPicture();
    const before = await window.history.count();
    await window.progress.getByRole('button', { name: 'Stop' }).click();
    await window.page.getByText('Stopped. Your layout and settings are kept.').waitFor();
    await keepScreenshot(window.page, 'stopped-dark');
    await window.progress.waitFor({ state: 'detached' });
    expect(await window.history.count()).toBe(before);
    expect(await window.captions()).toHaveLength(2);
    await expectNextPicture(window);
  });

  it('ends at once on a second request; the next one works', async () => {
    const { window } = await withLongPicture();
    const stop = window.progress.getByRole('button');
    await stop.dblclick();
    await window.page.getByText('Stopped. Your layout and settings are kept.').waitFor();
    await window.progress.waitFor({ state: 'detached' });
    expect(await window.captions()).toHaveLength(2);
    await expectNextPicture(window);
  });

  it('goes on with the picture that waits', async () => {
    const { window } = await withLongPicture();
    await window.setSteps(2);
    await window.generate();
    await window.progress.getByText('1 waiting').waitFor();
    await window.progress.getByRole('button', { name: 'Stop' }).click();
    await eventually(() => window.history.count()).toBe(1);
    await window.progress.waitFor({ state: 'detached' });
    expect(await window.alert.count()).toBe(0);
  });
});

describe('an engine that dies in the middle of a picture', () => {
  it('is reported; layout and history are kept, and the next picture starts a new engine', async () => {
    const { window, host } = await withLongPicture();
    host.killEngine();
    await window.alert.waitFor();
    expect(await window.alert.textContent()).toMatch(
      /engine.*Layout, history and waiting jobs are kept.*generate again/i,
    );
    await keepScreenshot(window.page, 'engine-killed-dark');
    expect(await window.captions()).toHaveLength(2);
    expect(await window.prompt.inputValue()).toBe(sentence);
    await expectNextPicture(window);
  });
});

describe('a damaged checkpoint', () => {
  /** A copy of the bundled checkpoint in a folder of its own. */
  function copyOfStarter(): { folder: string; weights: string } {
    const parent = mkdtempSync(join(tmpdir(), 'lmd-e2e-checkpoint-'));
    onTestFinished(() => rmSync(parent, { recursive: true, force: true }));
    const folder = join(parent, 'copied');
    cpSync(join(root, 'resources', 'starter', 'checkpoint'), folder, { recursive: true });
    return { folder, weights: join(folder, 'unet', 'diffusion_pytorch_model.safetensors') };
  }
  const truncate = (file: string): void => truncateSync(file, Math.floor(statSync(file).size / 2));

  it('is listed with what is wrong with it, and can not be chosen', async () => {
    const { folder, weights } = copyOfStarter();
    truncate(weights);
    const window = await studio.open({ host: await hostForTest({ checkpoints: [folder] }) });
    await window.button('Model details: Starter').click();
    const details = window.page.locator('.model', { has: window.page.getByRole('heading', { name: 'copied' }) });
    await details.waitFor();
    expect(await details.textContent()).toMatch(
      /unet.*can not be used: it has \d+ bytes where its header describes \d+/,
    );
    expect(await details.getByRole('button').count()).toBe(0);
    await keepScreenshot(window.page, 'models-dark');
  });

  it('is reported when it breaks later; layout is kept, and the bundled model still draws', async () => {
    const { folder, weights } = copyOfStarter();
    const window = await studio.open({ host: await hostForTest({ checkpoints: [folder] }) });
    await window.button('Model details: Starter').click();
    await window.button('Use').click();
    truncate(weights);
    await window.write(sentence);
    await eventually(window.captions).toHaveLength(2);
    await window.setSteps(2);
    await window.generate();
    await window.alert.waitFor();
    expect(await window.alert.textContent()).toMatch(/damaged/);
    await keepScreenshot(window.page, 'checkpoint-damaged-dark');
    expect(await window.captions()).toHaveLength(2);

    await window.button('Model details: copied').click();
    await window.button('Use').click();
    await expectNextPicture(window);
  });
});

describe('a sentence that can not be read', () => {
  it('is asked for when there is none', async () => {
    const window = await studio.open();
    await window.button('Write layout').click();
    await window.page.getByText('Type a sentence first, or pick an example.').waitFor();
    await window.prompt.fill('  \n ');
    await window.prompt.press('Enter');
    await window.page.getByText('Type a sentence first, or pick an example.').waitFor();
    expect(await window.captions()).toEqual([]);
  });

  it('may be very long', async () => {
    const window = await studio.open();
    const long = 'a red car and a blue dog and '.repeat(3600).slice(0, 100_000);
    await window.write(long);
    await eventually(window.captions).not.toEqual([]);
    expect(await window.prompt.inputValue()).toBe(long);
    await keepScreenshot(window.page, 'long-prompt-dark');
    await window.page.reload();
    await eventually(window.captions).not.toEqual([]);
    await expectNextPicture(window);
  });

  it('is cut where no longer one can be kept, and says so', async () => {
    const window = await studio.open();
    await window.prompt.fill('a cat '.repeat(20_000));
    await window.page.getByText(/cut at 100,000 characters/).waitFor();
    expect(await window.prompt.inputValue()).toHaveLength(100_000);
  });
});
