import type { Server } from 'node:http';
import { WebSocketServer, type WebSocket } from 'ws';
import type { ApiEvent } from '../../../preload/contract/api.ts';
import type { App } from '../../studio.ts';
import type { Guard } from './guard.ts';
import { admitsUpgrade } from './guard.ts';

/** A window that falls this far behind gets no more progress until it has caught up. */
const maxBacklogBytes = 4 * 1024 * 1024;

/** Pushes the app's events to every window, over WebSocket at /events. Returns the function that ends it. */
export function serveEvents(server: Server, app: App, guard: () => Guard): () => void {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: 1024 });
  server.on('upgrade', (request, socket, head) => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    if (url.pathname !== '/events' || !admitsUpgrade(guard(), request.headers, url)) {
      socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n');
      return;
    }
    sockets.handleUpgrade(request, socket, head, (client) => sockets.emit('connection', client, request));
  });
  sockets.on('connection', (client: WebSocket) => {
    // A broken connection is the window's to open again.
    client.on('error', () => client.terminate());
  });
  const unsubscribe = app.subscribe((event: ApiEvent) => {
    const text = JSON.stringify(event);
    for (const client of sockets.clients) {
      const behind = event.type === 'job.progress' && client.bufferedAmount > maxBacklogBytes;
      if (client.readyState === client.OPEN && !behind) client.send(text);
    }
  });
  return () => {
    unsubscribe();
    for (const client of sockets.clients) client.close(1001, 'LMD Studio is closing');
    sockets.close();
  };
}
