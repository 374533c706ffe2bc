// Finds a Chromium for the browser tests, installing one where that is possible.
// @ts-check
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { root, run } from './prepare.mjs';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const places = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

/**
 * @param {string} node
 * @returns {Promise<string | null>} path of its executable
 */
export async function ensureChromium(node) {
  const present = process.env.LMD_CHROMIUM ?? onThisMachine() ?? (await ofPlaywright());
  if (present !== null) return present;
  process.stderr.write('Installing Chromium for the browser tests (once)...\n');
  const isRoot = process.getuid?.() === 0;
  if (isRoot && onPath('apt-get') !== null) {
    run('apt-get', ['update', '-qq']);
    if (run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium']) === 0) return onThisMachine();
  }
  run(node, [join('node_modules', 'playwright-core', 'cli.js'), 'install', 'chromium']);
  return ofPlaywright();
}

function onThisMachine() {
  return names.map(onPath).find((found) => found !== null) ?? places.find((place) => existsSync(place)) ?? null;
}

function onPath(/** @type {string} */ name) {
  const folders = (process.env.PATH ?? '').split(delimiter);
  return folders.map((folder) => join(folder, name)).find((file) => existsSync(file)) ?? null;
}

async function ofPlaywright() {
  const { chromium } = await import(join(root, 'node_modules', 'playwright-core', 'index.mjs'));
  const path = chromium.executablePath();
  return existsSync(path) ? path : null;
}
