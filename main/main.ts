import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { app as electron, BrowserWindow, dialog } from 'electron';
import { AppError } from '../preload/contract/errors.ts';
import { createApp } from './app.ts';
import { checkpointFolders } from './folders.ts';
import { spawnUtility } from './host/electron/engine-process.ts';
import { openKeychain } from './host/electron/keychain.ts';
import { setMenu } from './host/electron/menu.ts';
import { registerScheme, serveWindows } from './host/electron/serve-window.ts';
import { systemVault } from './host/electron/vault.ts';
import { denyPermissions, openWindow } from './host/electron/window.ts';

const appDir = electron.getAppPath();
const builtDir = join(appDir, 'dist');
const preloadFile = join(builtDir, 'electron', 'preload.cjs');
const workerFile = join(builtDir, 'electron', 'worker.js');

const { values: flags } = parseArgs({
  args: process.argv.slice(electron.isPackaged ? 1 : 2),
  options: { 'data-dir': { type: 'string' }, checkpoint: { type: 'string', multiple: true } },
  strict: false, // Chromium has switches of its own
});

async function start(): Promise<void> {
  await electron.whenReady();
  const dataDir = typeof flags['data-dir'] === 'string' ? flags['data-dir'] : electron.getPath('userData');
  const app = createApp({
    dataDir,
    appDir,
    checkpoints: [
      ...checkpointFolders(process.env),
      ...(flags.checkpoint ?? []).filter((folder) => typeof folder === 'string'),
    ],
    window: { keychain: openKeychain(join(dataDir, 'keys.json'), systemVault) },
    recover: true,
    spawnEngine: () => spawnUtility(workerFile),
  });
  denyPermissions();
  setMenu();
  serveWindows(app, join(builtDir, 'renderer'));
  openWindow(preloadFile);

  electron.on('activate', () => {
    if (BrowserWindow.getAllWindows().length === 0) openWindow(preloadFile);
  });
  electron.on('second-instance', () => {
    const [window] = BrowserWindow.getAllWindows();
    if (window?.isMinimized()) window.restore();
    window?.focus();
  });
  electron.on('window-all-closed', () => {
    if (process.platform !== 'darwin') electron.quit();
  });
  let closed = false;
  electron.on('before-quit', (event) => {
    if (closed) return;
    event.preventDefault(); // what runs is put back into the queue first
    void app.close().finally(() => {
      closed = true;
      electron.quit();
    });
  });
}

registerScheme();
if (electron.requestSingleInstanceLock()) {
  start().catch((error: unknown) => {
    dialog.showErrorBox('LMD Studio can not start', AppError.from(error).message);
    electron.exit(1);
  });
} else {
  electron.quit();
}
