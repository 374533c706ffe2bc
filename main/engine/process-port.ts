import type { EnginePort } from './serve.ts';

/** Electron's channel to the process that started a utility process; plain Node has none. */
interface ParentPort {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (event: { data: unknown }) => void): void;
}

/** The channel to the app, of a child process or of Electron's utility process. Ends this process when the app is gone. */
export function processPort(): EnginePort {
  // Ctrl-C in a terminal reaches every process of it; the app decides what to do with a running picture.
  process.on('SIGINT', () => undefined);
  const { parentPort } = process as { parentPort?: ParentPort };
  if (parentPort !== undefined) {
    return {
      post: (reply) => parentPort.postMessage(reply),
      onMessage: (listener) => parentPort.on('message', ({ data }) => listener(data)),
    };
  }
  process.on('disconnect', () => process.exit());
  return {
    post: (reply) => void process.send?.(reply),
    onMessage: (listener) => void process.on('message', listener),
  };
}
