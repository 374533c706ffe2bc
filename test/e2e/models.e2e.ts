import { cpSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fakeHub, type FakeHub, type FakeRepo } from '../helpers/fake-hub.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { keepScreenshot } from './support/browser.ts';
import { accessibilityFaults } from './support/faults.ts';
import { root } from './support/host.ts';
import { eventually, hostForTest, setUpStudio } from './support/set-up.ts';
import type { StudioWindow } from './support/studio-window.ts';

const studio = setUpStudio();
const starter = join(root, 'resources', 'starter', 'checkpoint');
const unet = 'unet/diffusion_pytorch_model.safetensors';

/** The starter as a repository of the hub. */
const starterFiles = (): FakeRepo['files'] =>
  Object.fromEntries(
    readdirSync(starter, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .map((path) => [relative(starter, path).replaceAll('\\', '/'), readFileSync(path)]),
  );

const hubWith = (repo: Partial<FakeRepo> = {}): Promise<FakeHub> =>
  fakeHub({ 'demo/tiny-world': { files: starterFiles(), licence: 'mit', ...repo } });

async function open(hub: FakeHub, theme: 'dark' | 'light' = 'dark') {
  const window = await studio.open({ theme, host: await hostForTest({ hub: hub.url }) });
  await window.button(/^Model details: /).click();
  await window.button('Manage models…').click();
  const dialog = window.page.getByRole('dialog', { name: 'Models' });
  await dialog.getByText(/Every file is checked/).waitFor();
  return { window, dialog };
}

type Dialog = Awaited<ReturnType<typeof open>>['dialog'];

async function lookFor(dialog: Dialog, name: string): Promise<void> {
  await dialog.getByRole('textbox', { name: 'Another repository' }).fill(name);
  await dialog.getByRole('button', { name: 'Look' }).click();
}

const chip = (window: StudioWindow, model: string) => window.button(`Model details: ${model}`);

describe.each(['dark', 'light'] as const)('a model of the hub, %s', (theme) => {
  it('is downloaded, drawn with, and deleted', async () => {
    const { window, dialog } = await open(await hubWith(), theme);
    await eventually(() => dialog.getByRole('article').count()).toBeGreaterThan(4);
    expect(await accessibilityFaults(window, 'dialog')).toEqual([]);
    await keepScreenshot(window.page, `models-offers-${theme}`);

    await lookFor(dialog, 'demo/tiny-world');
    await dialog.getByText(/files, \d+ MB; .* are free\. Licence: mit\./).waitFor();
    expect(await accessibilityFaults(window, 'dialog')).toEqual([]);
    await keepScreenshot(window.page, `models-plan-${theme}`);
    await dialog.getByRole('button', { name: /^Download \d+ MB$/ }).click();
    await window.page.getByText('demo/tiny-world is here and can be used.').waitFor();
    await dialog.getByRole('radio', { name: 'tiny-world' }).check();
    await dialog.getByRole('button', { name: 'Done' }).click();

    await chip(window, 'tiny-world').waitFor();
    await window.write('a red car on a beach');
    await eventually(window.captions).toHaveLength(1);
    await window.setSteps(3);
    await window.generate();
    await eventually(() => window.history.count()).toBe(1);

    await chip(window, 'tiny-world').click();
    await window.button('Manage models…').click();
    await keepScreenshot(window.page, `models-here-${theme}`);
    await dialog.getByRole('button', { name: 'Delete' }).click();
    await dialog.getByRole('button', { name: 'Delete its files' }).click();
    await eventually(() => dialog.getByRole('radio').count()).toBe(1);
    await dialog.getByRole('button', { name: 'Done' }).click();
    await chip(window, 'Starter').waitFor();
    await window.page.getByText('tiny-world is not here any more: Starter draws now.').waitFor();
    expect(await window.history.count()).toBe(1);
  });
});

it('goes on where a download was paused', async () => {
  const hub = await hubWith();
  hub.fault = (path, n) => (path === unet && n === 0 ? { kind: 'stall', after: 1_000_000 } : null);
  const { window, dialog } = await open(hub);
  await lookFor(dialog, 'demo/tiny-world');
  await dialog.getByRole('button', { name: /^Download \d+ MB$/ }).click();
  await hub.stalled();
  await dialog.getByText(/^\d+ MB of \d+ MB/).waitFor();
  expect(await accessibilityFaults(window, 'dialog')).toEqual([]);
  await keepScreenshot(window.page, 'models-downloading-dark');
  await dialog.getByRole('button', { name: 'Pause' }).click();
  await dialog.getByText(/^Paused at \d+ MB of \d+ MB$/).waitFor();
  await dialog.getByRole('button', { name: 'Go on' }).click();
  await window.page.getByText('demo/tiny-world is here and can be used.').waitFor();
  expect(hub.asked.cdn.map(({ range }) => range)).toContainEqual(expect.stringMatching(/^bytes=\d{6,}-$/));
});

it('wants a token where the hub does, which never comes back', async () => {
  const token = 'hf_right0123456789';
  const { window, dialog } = await open(await hubWith({ gatedFor: token }));
  await lookFor(dialog, 'demo/tiny-world');
  await dialog.getByText('The hub wants a token').waitFor();
  await keepScreenshot(window.page, 'models-gated-dark');
  await dialog.getByRole('button', { name: 'Enter token…' }).click();
  const field = dialog.getByRole('textbox', { name: 'Access token' });
  expect(await field.getAttribute('type')).toBe('password');
  await field.fill(token);
  await dialog.getByRole('button', { name: 'Save token' }).click();
  await dialog.getByText('A token is set, until the studio is closed.').waitFor();
  await dialog.getByRole('button', { name: 'Download demo/tiny-world…' }).click();
  await dialog.getByRole('button', { name: /^Download \d+ MB$/ }).click();
  await window.page.getByText('demo/tiny-world is here and can be used.').waitFor();
  expect(await window.page.content()).not.toContain(token);
});

it('says what is wrong with a name, and with a repository that is not there', async () => {
  const { dialog } = await open(await hubWith());
  await lookFor(dialog, 'just-a-name');
  await dialog.getByText('A repository is named as owner/name.').waitFor();
  await lookFor(dialog, 'nobody/nothing');
  await dialog
    .getByRole('alert')
    .getByText(/nobody\/nothing/)
    .waitFor();
});

it('adds a model of this computer and takes it out again', async () => {
  const { window, dialog } = await open(await hubWith());
  const path = join(temporaryFolder(), 'my-world');
  const field = dialog.getByRole('textbox', { name: 'Path of a model' });
  await field.fill(path);
  await dialog.getByRole('button', { name: 'Add', exact: true }).click();
  await dialog.getByText(/There is nothing at .*my-world/).waitFor();
  cpSync(starter, path, { recursive: true });
  await dialog.getByRole('button', { name: 'Add', exact: true }).click();
  await dialog.getByRole('radio', { name: 'my-world' }).check();
  await keepScreenshot(window.page, 'models-added-dark');
  await dialog.getByRole('button', { name: 'Take out' }).click();
  await dialog.getByRole('button', { name: 'Take it out' }).click();
  await eventually(() => dialog.getByRole('radio').count()).toBe(1);
  expect(readdirSync(path)).toContain('model_index.json');
});
