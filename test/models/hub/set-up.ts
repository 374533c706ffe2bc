import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { createDownloads, type Downloads, type DownloadsOptions } from '../../../main/models/hub/downloads.ts';
import type { Download } from '../../../preload/contract/models.ts';
import { fakeHub, type FakeHub, type Fault } from '../../helpers/fake-hub.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

export const repo = 'owner/tiny';
export const unet = 'unet/diffusion_pytorch_model.safetensors';
/** Where the UNet's weights are at the hub. */
export const unetThere = 'unet/diffusion_pytorch_model.fp16.safetensors';
export const content = { half: randomBytes(5000), plain: randomBytes(10_000), large: randomBytes(3_000_000) };

const config = (of: string): Buffer => Buffer.from(JSON.stringify({ of }));

/** A checkpoint in diffusers layout, as far as the downloader looks at it. */
export const sdFiles: Record<string, Buffer> = {
  'README.md': Buffer.from('# Tiny'),
  'model_index.json': config('all'),
  'scheduler/scheduler_config.json': config('scheduler'),
  'tokenizer/vocab.json': config('vocabulary'),
  'tokenizer/merges.txt': Buffer.from('#version: 0.2\n'),
  'text_encoder/config.json': config('text'),
  'text_encoder/model.fp16.safetensors': randomBytes(700),
  'unet/config.json': config('unet'),
  [unet]: content.plain,
  [unetThere]: content.half,
  'vae/config.json': config('vae'),
  'vae/diffusion_pytorch_model.safetensors': randomBytes(900),
};

/** What goes wrong with the UNet's weights, one after the other. */
export const once =
  (...faults: readonly (Fault | null)[]): FakeHub['fault'] =>
  (path, n) =>
    path === unetThere ? (faults[n] ?? null) : null;

/** Everything that was told, and a way to wait for it. */
export class Changes extends Array<Download> {
  #waiting: { until: () => boolean; resolve: () => void }[] = [];

  static override get [Symbol.species](): ArrayConstructor {
    return Array;
  }

  add(download: Download): void {
    this.push(download);
    this.#waiting = this.#waiting.filter(({ until, resolve }) => {
      if (until()) resolve();
      return !until();
    });
  }

  /** Ends as soon as a change has made something true. */
  until(holds: () => boolean): Promise<void> {
    if (holds()) return Promise.resolve();
    return new Promise((resolve) => this.#waiting.push({ until: holds, resolve }));
  }
}

interface Settings extends Partial<Pick<DownloadsOptions, 'freeBytes' | 'keychain'>> {
  env?: Record<string, string>;
  now?: () => number;
  stallMs?: number;
}

export interface Opened {
  downloads: Downloads;
  changes: Changes;
  /** How long was waited between tries, in milliseconds. */
  waits: number[];
  installs: () => number;
  /** The last change, when it is one to this state. */
  state: (state: Download['state'], of?: string) => Promise<Download>;
}

/** Downloads from a fake hub; nothing sleeps between tries, and every piece of a file is told. */
export function open(hub: Pick<FakeHub, 'url'>, folder: string, settings: Settings = {}): Opened {
  const { env = {}, keychain = null, stallMs = 60_000, freeBytes = () => Promise.resolve(1e9) } = settings;
  const changes = new Changes();
  const waits: number[] = [];
  let [installs, clock] = [0, 0];
  const downloads = createDownloads({
    folder,
    env: { HF_ENDPOINT: hub.url, ...env },
    keychain,
    freeBytes,
    onChange: (download) => changes.add(download),
    onInstalled: () => (installs += 1),
    timing: {
      now: settings.now ?? (() => (clock += 1000)),
      stallMs,
      wait: (ms) => {
        waits.push(ms);
        return Promise.resolve();
      },
    },
  });
  onTestFinished(() => downloads.close());
  return {
    downloads,
    changes,
    waits,
    installs: () => installs,
    async state(state, of = repo) {
      const last = (): Download | undefined => changes.findLast((change) => change.repo === of);
      await changes.until(() => last()?.state === state);
      return last()!;
    },
  };
}

export async function setUp(settings: Settings = {}): Promise<Opened & { hub: FakeHub; folder: string }> {
  const hub = await fakeHub({ [repo]: { files: sdFiles, licence: 'creativeml-openrail-m' } });
  const folder = join(temporaryFolder(), 'models');
  return { hub, folder, ...open(hub, folder, settings) };
}
