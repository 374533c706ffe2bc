import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { join } from 'node:path';

/** What `npm run test:full` has fetched. */
export function fetched(name: 'LMD_FULL_PYTHON' | 'LMD_FULL_MODEL' | 'LMD_FULL_LLAMA'): string {
  const value = process.env[name];
  if (value === undefined) throw new Error('These tests need what "npm run test:full" fetches: run them with it.');
  return value;
}

export const key = 'sk-full-0123456789';

export interface LlamaServer {
  /** Address of its OpenAI-compatible part. */
  url: string;
  /** Whether it computes for anybody just now. */
  isBusy: () => Promise<boolean>;
  /** Ends the process as a crash would. */
  kill: () => Promise<void>;
}

/** A real llama.cpp server with a small model, on one thread. Whoever starts it ends it. */
export async function llamaServer(): Promise<LlamaServer> {
  const script = join(import.meta.dirname, 'llama_server.py');
  const child = spawn(fetched('LMD_FULL_PYTHON'), [script, fetched('LMD_FULL_MODEL'), key], {
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const closed = new Promise<void>((resolve) => child.on('close', () => resolve()));
  const kill = (): Promise<void> => {
    child.kill('SIGKILL');
    return closed;
  };
  const address = await Promise.race([
    new Promise<string>((resolve) => createInterface({ input: child.stdout }).once('line', resolve)),
    closed.then(() => Promise.reject(new Error('The server did not start.'))),
  ]);
  const headers = { authorization: `Bearer ${key}` };
  const isBusy = async (): Promise<boolean> => {
    const slots = (await (await fetch(`${address}/slots`, { headers })).json()) as { is_processing: boolean }[];
    return slots.some((slot) => slot.is_processing);
  };
  return { url: `${address}/v1`, isBusy, kill };
}
