import { z } from 'zod';
import { api, apiEventSchema, type Api, type ApiEvent, type ApiName } from '../preload/contract/api.ts';
import { AppError, errorDataSchema, type ErrorData } from '../preload/contract/errors.ts';

/** What the preload script offers. Errors travel as data: a thrown one would lose its code on the way. */
interface Bridge {
  call(name: ApiName, input: unknown): Promise<{ ok: true; value: unknown } | { ok: false; error: ErrorData }>;
  subscribe(listener: (event: unknown) => void): () => void;
}

declare global {
  interface Window {
    readonly lmd?: Bridge;
  }
}

export interface Client extends Api {
  /** Tells whether events arrive; called at once and with every change. Returns the function that ends it. */
  watchConnection(listener: (connected: boolean) => void): () => void;
}

const replySchema = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), value: z.unknown() }),
  z.object({ ok: z.literal(false), error: errorDataSchema }),
]);

const unreachable = (cause: unknown): AppError =>
  new AppError(
    'internal',
    'The studio does not answer. Your layout is kept in this window. Start LMD Studio again; the window reconnects by itself.',
    { cause },
  );

/** A contract-typed client over one way of sending: parses what comes back. */
function typedCall(send: (name: ApiName, input: unknown) => Promise<unknown>): Api['call'] {
  return async (name, input) => {
    const output: z.ZodType = api[name].output;
    const parsed = output.safeParse(await send(name, input));
    if (!parsed.success) {
      throw new AppError('internal', `The answer to ${name} does not fit the contract.`, {
        detail: z.prettifyError(parsed.error),
        cause: parsed.error,
      });
    }
    // Checked against the schema of this very name; TypeScript can not follow that through the map.
    return parsed.data as never;
  };
}

function bridgeClient(bridge: Bridge): Client {
  return {
    call: typedCall(async (name, input) => {
      const reply = replySchema.parse(await bridge.call(name, input));
      if (!reply.ok) throw AppError.fromData(reply.error);
      return reply.value;
    }),
    subscribe: (listener) =>
      bridge.subscribe((event) => {
        listener(apiEventSchema.parse(event));
      }),
    watchConnection: (listener) => {
      listener(true);
      return () => undefined;
    },
  };
}

async function post(name: ApiName, input: unknown): Promise<unknown> {
  let response: Response;
  try {
    response = await fetch(`api/${name}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(input),
    });
  } catch (error) {
    throw unreachable(error);
  }
  const body: unknown = await response.json().catch(() => null);
  if (response.ok) return body;
  const error = errorDataSchema.safeParse(body);
  throw error.success
    ? AppError.fromData(error.data)
    : new AppError(
        'internal',
        `The studio refused ${name} (HTTP ${response.status}). Your layout is kept; reload the page.`,
      );
}

const retryDelays = { first: 400, most: 5000 } as const;

/** Events over one WebSocket that is opened again, ever more slowly, while it fails. */
function socketEvents(): Pick<Client, 'subscribe' | 'watchConnection'> {
  const listeners = new Set<(event: ApiEvent) => void>();
  const watchers = new Set<(connected: boolean) => void>();
  let connected = false;
  let delay: number = retryDelays.first;

  const tell = (now: boolean): void => {
    if (now === connected) return;
    connected = now;
    for (const watcher of watchers) watcher(now);
  };

  const open = (): void => {
    const url = new URL('events', location.href);
    url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
    const socket = new WebSocket(url);
    socket.onopen = () => {
      delay = retryDelays.first;
      tell(true);
    };
    socket.onmessage = (message: MessageEvent<string>) => {
      const event = apiEventSchema.parse(JSON.parse(message.data));
      for (const listener of listeners) listener(event);
    };
    socket.onclose = () => {
      tell(false);
      setTimeout(open, delay);
      delay = Math.min(delay * 2, retryDelays.most);
    };
  };
  open();

  return {
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    watchConnection: (watcher) => {
      watchers.add(watcher);
      watcher(connected);
      return () => watchers.delete(watcher);
    },
  };
}

/** The client of this window: Electron's bridge where there is one, HTTP and a WebSocket otherwise. Errors are `AppError`s. */
export function createClient(): Client {
  if (window.lmd !== undefined) return bridgeClient(window.lmd);
  return { call: typedCall(post), ...socketEvents() };
}
