import { ipcMain, protocol, webContents } from 'electron';
import { channels } from '../../../preload/contract/bridge.ts';
import type { App } from '../../studio.ts';
import { answerCall } from './answer-call.ts';
import { answerPageRequest, scheme } from './page.ts';

/** Makes app:// an address like https:// for the page. Once, before Electron is ready. */
export function registerScheme(): void {
  const privileges = { standard: true, secure: true, supportFetchAPI: true, stream: true };
  protocol.registerSchemesAsPrivileged([{ scheme, privileges }]);
}

/** Joins the app to every window: files and pictures by app://, calls and events by IPC. */
export function serveWindows(app: App, rendererDir: string): void {
  protocol.handle(scheme, (request) =>
    answerPageRequest(request, { rendererDir, imageFile: (id) => app.imageFile(id) }),
  );
  ipcMain.handle(channels.call, (event, name: unknown, input: unknown) =>
    answerCall(app, event.senderFrame?.url, name, input),
  );
  app.subscribe((event) => {
    for (const contents of webContents.getAllWebContents()) contents.send(channels.event, event);
  });
}
