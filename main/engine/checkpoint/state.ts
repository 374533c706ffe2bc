import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { Checkpoint } from './checkpoint.ts';

/** Tells a changed or replaced file from the one that it was. */
export function fileState(path: string): string {
  const stat = statSync(path, { throwIfNoEntry: false });
  return stat === undefined ? 'gone' : `${stat.ino}:${stat.size}:${stat.mtimeMs}`;
}

/** Tells a checkpoint from any other, and from itself with other weights or another configuration. */
export function checkpointState({ path, folder, text, secondText, unet, vae, scheduler }: Checkpoint): string {
  const parts = [text, secondText, unet, vae].filter((part) => part !== null);
  const files = new Set(parts.flatMap(({ weights }) => [...weights.values()].map(({ file }) => file)));
  const states = [...files].map((file) => [file, fileState(join(folder, file))]);
  return JSON.stringify([path, states, parts.map(({ config }) => config), scheduler]);
}
