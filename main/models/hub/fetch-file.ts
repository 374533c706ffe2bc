import { statSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { diskError } from './disk.ts';
import type { HubClient } from './hub-client.ts';
import { WrongContent } from './hub-errors.ts';
import type { ChosenFile } from './hub-file.ts';
import { PartFile } from './part-file.ts';
import { withRetries, type Timing } from './retry.ts';

export interface FileFetch {
  hub: HubClient;
  repo: string;
  commit: string;
  file: ChosenFile;
  /** Where the complete file goes; what has come of it lies beside it, with `.part` at its end. */
  target: string;
  timing: Timing;
  signal: AbortSignal;
  /** What is done with the file, and how much of it has come. */
  onProgress: (doing: 'downloading' | 'checking', bytes: number) => void;
}

const tries = 5;

/**
 * Downloads one file, going on from what is there. It has its name only when it is complete and right.
 * @throws AppError hub_unreachable, hub_unauthorized, hub_refused, not_found, download_corrupt, disk; whatever the signal was aborted with
 */
export async function fetchFile(fetch: FileFetch): Promise<void> {
  const { file, target } = fetch;
  if (statSync(target, { throwIfNoEntry: false })?.size === file.bytes) return;
  const part = await PartFile.open(`${target}.part`, file);
  try {
    await takeUp(part, fetch);
    await fill(part, fetch);
    await part.flush();
  } catch (error) {
    await part.close();
    if (error instanceof WrongContent) await rm(`${target}.part`, { force: true });
    throw error;
  }
  await part.close();
  await rename(`${target}.part`, target).catch((error: unknown) => {
    throw diskError(error, dirname(target));
  });
}

/** Reads what an earlier try has left, for its hash. */
async function takeUp(part: PartFile, { file, signal, onProgress }: FileFetch): Promise<void> {
  const left = await part.left();
  if (left > file.bytes) return part.empty();
  if (left === 0) return;
  onProgress('checking', left);
  await part.hashWhatIsThere(signal);
}

/** What is wrong in the end is loaded anew once. */
async function fill(part: PartFile, fetch: FileFetch): Promise<void> {
  try {
    await fillAndCheck(part, fetch);
  } catch (error) {
    if (!(error instanceof WrongContent)) throw error;
    await part.empty();
    await fillAndCheck(part, fetch);
  }
}

async function fillAndCheck(part: PartFile, fetch: FileFetch): Promise<void> {
  const { file, timing, signal, onProgress } = fetch;
  onProgress('downloading', part.size);
  await withRetries(() => receive(part, fetch), { tries, timing, signal, position: () => part.size });
  if (part.size !== file.bytes) {
    throw new WrongContent(file.path, `it has ${part.size} bytes in place of ${file.bytes}`);
  }
  if (part.digest() !== file.hash.hex) throw new WrongContent(file.path, 'its checksum is another one');
}

/** Asks once for what is missing. */
async function receive(part: PartFile, fetch: FileFetch): Promise<void> {
  const { hub, repo, commit, file, signal, onProgress } = fetch;
  if (part.size === file.bytes) return;
  await hub.content({ repo, commit, path: file.path, from: part.size }, signal, async (response, alive) => {
    await meet(part, response, file.path);
    for await (const chunk of response.body ?? []) {
      if (part.size + chunk.byteLength > file.bytes) {
        throw new WrongContent(file.path, `it is longer than ${file.bytes} bytes`);
      }
      await part.append(chunk);
      alive();
      onProgress('downloading', part.size);
    }
  });
}

/** Makes what has come end where an answer begins: at the byte that was asked for, or at 0 where a server knows no ranges. */
async function meet(part: PartFile, response: Response, path: string): Promise<void> {
  if (response.status === 416) throw new WrongContent(path, 'the hub has less of it than it had announced');
  const start = /^bytes (\d+)-/.exec(response.headers.get('content-range') ?? '')?.[1];
  if (response.status !== 206) await part.empty();
  else if (Number(start) !== part.size) throw new WrongContent(path, 'another piece came than was asked for');
}
