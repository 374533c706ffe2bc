// npm start: opens LMD Studio on any machine with Node >= 20 and npm. Installs and builds what is missing, then opens
// Electron's window where there is a display, else serves the same page to a browser of this computer.
// @ts-check
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { ensureNode, ensurePackages, ensureRenderer, environmentFor, root, run } from './prepare.mjs';

const usage = `npm start -- [options]
  --port <number>      port of the page on 127.0.0.1 (implies --web); left out, any free one
  --data-dir <folder>  where history and pictures are kept
  --checkpoint <path>  a checkpoint, or a folder of checkpoints; may be given many times
  --web                serve the page to a browser, without Electron
  --no-open            print the address and open nothing`;

const { values } = parseArgs({
  options: {
    port: { type: 'string' },
    'data-dir': { type: 'string' },
    checkpoint: { type: 'string', multiple: true },
    web: { type: 'boolean' },
    'no-open': { type: 'boolean' },
    help: { type: 'boolean' },
  },
});

if (values.help) {
  process.stdout.write(`${usage}\n`);
  process.exit(0);
}

const hasDisplay =
  process.platform === 'linux'
    ? Boolean(process.env.DISPLAY ?? process.env.WAYLAND_DISPLAY)
    : !process.env.SSH_CONNECTION;
const wantsBrowser = Boolean(values.web ?? values.port ?? values['no-open']);
const appFlags = [
  ...(values['data-dir'] === undefined ? [] : ['--data-dir', values['data-dir']]),
  ...(values.checkpoint ?? []).flatMap((path) => ['--checkpoint', path]),
];

ensurePackages();
const node = ensureNode();
ensureRenderer(node);
const electron = hasDisplay && !wantsBrowser ? findElectron() : null;
if (electron === null) serve();
else openElectron(electron);

/**
 * Electron's executable. Its package fetches it when it is first asked for; where it can not be had, a browser will do.
 * @returns {string | null}
 */
function findElectron() {
  const folder = join(root, 'node_modules', 'electron');
  if (!existsSync(folder)) return null;
  const given = process.env.ELECTRON_OVERRIDE_DIST_PATH;
  const installed = () => {
    const pathFile = join(folder, 'path.txt');
    const name = existsSync(pathFile) ? readFileSync(pathFile, 'utf8').trim() : 'electron';
    const executable = join(given ?? join(folder, 'dist'), name);
    return existsSync(executable) ? executable : null;
  };
  const present = installed();
  if (present !== null || given !== undefined) return present;
  process.stderr.write('Fetching the Electron window (about 110 MB, once; --web does without)...\n');
  if (run(node, [join(folder, 'install.js')]) === 0) return installed();
  process.stderr.write('Electron could not be fetched: opening in a browser instead.\n');
  return null;
}

function openElectron(/** @type {string} */ executable) {
  const status = run(node, [
    join('node_modules', 'vite', 'bin', 'vite.js'),
    'build',
    '--config',
    'vite.electron.config.ts',
    '--logLevel',
    'warn',
  ]);
  if (status !== 0) process.exit(status);
  const child = spawn(executable, [root, ...appFlags], { cwd: root, stdio: 'inherit' });
  child.on('exit', (code) => process.exit(code ?? 1));
}

function serve() {
  const child = spawn(node, [join('main', 'host', 'web', 'serve.ts'), '--port', values.port ?? '0', ...appFlags], {
    cwd: root,
    env: environmentFor(node),
    stdio: ['inherit', 'pipe', 'inherit'],
  });
  createInterface({ input: child.stdout }).once('line', (url) => {
    process.stdout.write(`LMD Studio is open at ${url}\nCtrl-C ends it.\n`);
    if (hasDisplay && !values['no-open']) openBrowser(url);
  });
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) process.on(signal, () => child.kill(signal));
  child.on('exit', (code) => process.exit(code ?? 1));
}

function openBrowser(/** @type {string} */ url) {
  const [command, ...args] =
    process.platform === 'darwin'
      ? ['open', url]
      : process.platform === 'win32'
        ? ['explorer', url]
        : ['xdg-open', url];
  const opener = spawn(command ?? '', args, { stdio: 'ignore', detached: true });
  opener.on('error', () => process.stdout.write('No browser could be opened: open the address yourself.\n'));
  opener.unref();
}
