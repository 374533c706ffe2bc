import type { Plan } from '../../../preload/contract/models.ts';
import { chooseFiles } from './choose-files.ts';
import type { CheckpointFolder, Content } from './checkpoint-folder.ts';
import { checkRoom } from './disk.ts';
import { fetchFile } from './fetch-file.ts';
import type { HubClient } from './hub-client.ts';
import type { Timing } from './retry.ts';

export interface Sources {
  hub: HubClient;
  folder: CheckpointFolder;
  timing: Timing;
  freeBytes: (folder: string) => Promise<number>;
}

/** What happens while a checkpoint is brought. */
export interface BringEvents {
  onListed: (totalBytes: number, bytesHere: number) => void;
  onFile: (doing: 'downloading' | 'checking', file: string, bytes: number) => void;
  onBytes: (bytes: number) => void;
}

const tries = 5;

/** What a download of a repository brings: what was found out for one that is under way, else what the hub has now. */
export async function contentOf(
  { hub, folder }: Sources,
  wanted: { repo: string; revision: string },
  signal: AbortSignal,
  listTries = tries,
): Promise<Content> {
  const { repo, revision } = wanted;
  const known = folder.content(repo);
  if (known?.revision === revision) return known;
  const { commit, licence, modelType, files } = await hub.repository(repo, revision, signal, listTries);
  const chosen = chooseFiles({ repo, files, modelType }).sort((a, b) => a.bytes - b.bytes); // what is refused is so at once
  return { version: 1, repo, revision, commit, licence, files: chosen };
}

export async function planOf({ folder, freeBytes }: Sources, content: Content): Promise<Plan> {
  folder.open();
  return {
    repo: content.repo,
    commit: content.commit,
    files: content.files.map(({ saveAs, bytes }) => ({ path: saveAs, bytes })),
    bytes: sizeOf(content),
    bytesHere: folder.content(content.repo)?.commit === content.commit ? folder.bytesHere(content) : 0,
    freeBytes: await freeBytes(folder.path),
    licence: content.licence,
  };
}

/**
 * Downloads a checkpoint, going on from what is there, and puts it into its place.
 * @throws AppError hub_unreachable, hub_unauthorized, hub_refused, not_found, bad_request, download_corrupt, disk; whatever the signal was aborted with
 */
export async function bring(
  sources: Sources,
  wanted: { repo: string; revision: string },
  signal: AbortSignal,
  events: BringEvents,
): Promise<void> {
  const { folder, freeBytes } = sources;
  const content = await contentOf(sources, wanted, signal);
  folder.open();
  if (folder.content(content.repo)?.commit !== content.commit) await folder.discard(content.repo); // of another commit, or of nobody knows which
  const here = folder.bytesHere(content);
  checkRoom(sizeOf(content) - here, await freeBytes(folder.path), folder.path);
  await folder.keep(content);
  events.onListed(sizeOf(content), here);
  for (const file of content.files) await bringFile(sources, content, file, signal, events);
  signal.throwIfAborted();
  await folder.install(content);
}

async function bringFile(
  { hub, folder, timing }: Sources,
  content: Content,
  file: Content['files'][number],
  signal: AbortSignal,
  { onFile, onBytes }: BringEvents,
): Promise<void> {
  const { repo, commit } = content;
  const others = folder.bytesHere(content) - folder.bytesOf(repo, file);
  let before: string | null = null;
  await fetchFile({
    hub,
    repo,
    commit,
    file,
    target: folder.fileOf(repo, file),
    timing,
    signal,
    onProgress(doing, bytes) {
      if (doing === before) return onBytes(others + bytes);
      before = doing;
      onFile(doing, file.saveAs, others + bytes);
    },
  });
}

export const sizeOf = ({ files }: Content): number => files.reduce((sum, { bytes }) => sum + bytes, 0);
