import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createApp } from '../../../main/app.ts';
import type { EngineProcess } from '../../../main/engine/engine-process.ts';
import { forkEngine } from '../../../main/engine/engine-process.ts';
import type { Vault } from '../../../main/host/electron/keychain.ts';
import { openKeychain } from '../../../main/host/electron/keychain.ts';
import { serveWeb } from '../../../main/host/web/server.ts';

/** Folder of the repository. */
export const root = join(import.meta.dirname, '..', '..', '..');

/** An address where no Ollama answers. */
const nobody = 'http://127.0.0.1:9';

export interface HostOptions {
  ollama?: string;
  /** Address of a server that speaks OpenAI's protocol. */
  server?: string;
  /** Where keys are kept beyond a run, as in the desktop app; a browser has no such place. */
  vault?: Vault;
  checkpoints?: readonly string[];
  /** Address of the hub that models are downloaded from. */
  hub?: string;
}

export interface Host {
  /** The address with the key. */
  url: string;
  /** Ends the engine's process as the system does when memory runs out. */
  killEngine: () => void;
  close: () => Promise<void>;
}

/** The whole studio as `npm start` runs it in a browser: web host, store, engine process; its data in a new folder. */
export async function startHost(options: HostOptions = {}): Promise<Host> {
  const { ollama = nobody, server, vault, checkpoints = [], hub = nobody } = options;
  const dataDir = mkdtempSync(join(tmpdir(), 'lmd-e2e-'));
  let engine: EngineProcess | null = null;
  const app = createApp({
    dataDir,
    appDir: root,
    checkpoints,
    ollamaHost: ollama,
    ...(server === undefined ? {} : { openai: { url: server } }),
    window: { keychain: vault === undefined ? null : openKeychain(join(dataDir, 'keys.json'), vault) },
    recover: true,
    env: { ...process.env, HF_ENDPOINT: hub },
    spawnEngine: () => (engine = forkEngine()),
  });
  const web = await serveWeb(app, { port: 0, rendererDir: join(root, 'dist', 'renderer') });
  return {
    url: web.url,
    killEngine: () => engine?.kill(),
    close: async () => {
      await web.close();
      await app.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
