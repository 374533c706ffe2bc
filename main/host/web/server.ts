import { randomBytes } from 'node:crypto';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import { AppError } from '../../../preload/contract/errors.ts';
import type { App } from '../../studio.ts';
import { serveEvents } from './events.ts';
import type { Guard } from './guard.ts';
import { createGuard } from './guard.ts';
import { createRoutes } from './routes.ts';

export interface WebHost {
  readonly port: number;
  /** The address with the key; whoever opens it may use the app. */
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Serves the app to browsers of this computer, on 127.0.0.1 only.
 * @param port 0 takes any free one
 * @throws AppError bad_request: the port is taken
 */
export async function serveWeb(
  app: App,
  {
    port,
    rendererDir,
    token = randomBytes(24).toString('base64url'),
  }: { port: number; rendererDir: string; token?: string },
): Promise<WebHost> {
  let guard: Guard = createGuard(port, token);
  const server = createAdaptorServer(createRoutes(app, rendererDir, () => guard)) as Server;
  const endEvents = serveEvents(server, app, () => guard);
  const bound = await listen(server, port);
  guard = createGuard(bound, token);
  return {
    port: bound,
    url: `http://127.0.0.1:${bound}/?token=${token}`,
    close: () =>
      new Promise((resolve) => {
        endEvents();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const message =
        error.code === 'EADDRINUSE'
          ? `Port ${port} is taken by another program. Nothing was started: choose another with --port, or 0 for any.`
          : `Port ${port} can not be opened. Nothing was started: choose another with --port.`;
      reject(new AppError('bad_request', message, { detail: error.message, cause: error }));
    });
    server.listen(port, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}
