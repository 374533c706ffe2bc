import { AppError } from '../../../preload/contract/errors.ts';
import type { Download, Hub, Offer, Plan } from '../../../preload/contract/models.ts';
import type { KeyPlace } from '../../layout/providers/key-store.ts';
import { bring, contentOf, planOf, sizeOf, type Sources } from './bring.ts';
import { CheckpointFolder } from './checkpoint-folder.ts';
import { freeBytes } from './disk.ts';
import { hubAddress } from './hub-address.ts';
import { HubClient } from './hub-client.ts';
import { offers } from './offers.ts';
import { realTiming, type Timing } from './retry.ts';
import { hubToken } from './token.ts';
import { Tracker } from './tracker.ts';

export interface DownloadsOptions {
  /** Folder that finished checkpoints lie in, one folder each. */
  folder: string;
  /** HF_ENDPOINT, HF_TOKEN and HUGGING_FACE_HUB_TOKEN are heeded. */
  env: Readonly<Record<string, string | undefined>>;
  /** Where the token is kept beyond this run; null where there is no such place. */
  keychain: KeyPlace | null;
  /** Changes of state at once, the coming of bytes about four times a second. */
  onChange: (download: Download) => void;
  /** A checkpoint is complete and in its place, or one was removed. */
  onInstalled: () => void;
  timing?: Timing;
  freeBytes?: (folder: string) => Promise<number>;
}

/** Downloads of checkpoints from the Hugging Face hub, one at a time. What has come survives the end of the process. */
export interface Downloads {
  status(): Promise<Hub>;
  offers(): readonly Offer[];
  /** Those that run or wait, were paused, or failed. */
  list(): Download[];
  /** @throws AppError hub_unreachable, hub_unauthorized, hub_refused, not_found, bad_request, disk */
  plan(repo: string, revision: string): Promise<Plan>;
  /**
   * Begins a download, or takes up one that was paused or failed; it goes on by itself.
   * @throws AppError bad_request, cancelled
   */
  start(repo: string, revision: string): Promise<Download>;
  /** What has come is kept. */
  pause(repo: string): Promise<void>;
  /** Deletes what has come. @throws AppError disk */
  discard(repo: string): Promise<void>;
  /** @throws AppError bad_request, keychain_unavailable, disk */
  setToken(token: string | null, remember: boolean): Promise<Hub>;
  /** Deletes a finished checkpoint by the name of its folder. @throws AppError not_found, disk */
  remove(name: string): Promise<void>;
  /** Pauses what runs. */
  close(): Promise<void>;
}

export const createDownloads = (options: DownloadsOptions): Downloads => new DownloadQueue(options);

interface Entry {
  tracker: Tracker;
  /** Ends its turn; null when it neither runs nor waits. */
  controller: AbortController | null;
}

/** Somebody is looking at it: it is better told soon that there is no network. */
const planTries = 2;

class DownloadQueue implements Downloads {
  readonly #options: DownloadsOptions;
  readonly #url: string;
  readonly #token: ReturnType<typeof hubToken>;
  readonly #sources: Sources;
  readonly #entries = new Map<string, Entry>();
  readonly #closing = new AbortController();
  /** Ends when nothing runs or waits any more. */
  #turns: Promise<void> = Promise.resolve();
  #running: { entry: Entry; ended: Promise<void> } | null = null;

  constructor(options: DownloadsOptions) {
    const { env, keychain, timing = realTiming } = options;
    const address = hubAddress(env);
    const folder = new CheckpointFolder(options.folder);
    this.#options = options;
    this.#url = address.url;
    this.#token = hubToken(address.url, env, keychain);
    const token = async (): Promise<string | null> => (await this.#token.read())?.key ?? null;
    const hub = new HubClient({ address, token, timing });
    this.#sources = { hub, folder, timing, freeBytes: options.freeBytes ?? freeBytes };
    for (const content of folder.underWay()) {
      const { repo, revision } = content;
      this.#add(repo, { revision, state: 'paused', bytes: folder.bytesHere(content), totalBytes: sizeOf(content) });
    }
  }

  async status(): Promise<Hub> {
    const token = await this.#token.read();
    return { url: this.#url, token: token?.from ?? null, folder: this.#options.folder };
  }

  offers(): readonly Offer[] {
    return offers;
  }

  list(): Download[] {
    return [...this.#entries.values()].map(({ tracker }) => tracker.download);
  }

  async plan(repo: string, revision: string): Promise<Plan> {
    checkName(repo, revision);
    const content = await contentOf(this.#sources, { repo, revision }, this.#closing.signal, planTries);
    return planOf(this.#sources, content);
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- so that what it throws is a rejection
  async start(repo: string, revision: string): Promise<Download> {
    this.#closing.signal.throwIfAborted();
    checkName(repo, revision);
    const known = this.#entries.get(repo);
    if (known !== undefined && known.tracker.download.revision !== revision) throw another(known.tracker.download);
    if (known?.controller) return known.tracker.download;
    this.#sources.folder.checkFree(repo, revision);
    const entry = known ?? this.#add(repo, { revision, state: 'listing', bytes: 0, totalBytes: 0 });
    const controller = (entry.controller = new AbortController());
    entry.tracker.change({ state: 'listing', file: null, error: null });
    this.#turns = this.#turns.then(() => this.#turn(entry, controller));
    return entry.tracker.download;
  }

  async pause(repo: string): Promise<void> {
    const entry = this.#entries.get(repo);
    if (!entry?.controller) return;
    entry.controller.abort(paused());
    entry.controller = null;
    entry.tracker.change({ state: 'paused', file: null });
    await this.#settled(repo);
  }

  async discard(repo: string): Promise<void> {
    checkName(repo, 'main');
    await this.pause(repo);
    await this.#settled(repo);
    if (this.#entries.get(repo)?.controller) return; // was begun anew meanwhile
    this.#entries.delete(repo);
    await this.#sources.folder.discard(repo);
  }

  async setToken(token: string | null, remember: boolean): Promise<Hub> {
    await this.#token.set(token, remember);
    return this.status();
  }

  async remove(name: string): Promise<void> {
    await this.#sources.folder.remove(name);
    this.#options.onInstalled();
  }

  async close(): Promise<void> {
    this.#closing.abort(paused());
    await Promise.all([...this.#entries.keys()].map((repo) => this.pause(repo)));
    await this.#turns;
  }

  #add(repo: string, known: Pick<Download, 'revision' | 'state' | 'bytes' | 'totalBytes'>): Entry {
    const download: Download = { repo, ...known, bytesPerSecond: 0, file: null, error: null };
    const { onChange } = this.#options;
    const entry: Entry = {
      tracker: new Tracker(download, { onChange, now: this.#sources.timing.now }),
      controller: null,
    };
    this.#entries.set(repo, entry);
    return entry;
  }

  /** Waits until nothing is written for a download that was ended. */
  async #settled(repo: string): Promise<void> {
    const running = this.#running;
    if (running !== null && running.entry === this.#entries.get(repo)) await running.ended;
  }

  async #turn(entry: Entry, controller: AbortController): Promise<void> {
    const isOver = this.#entries.get(entry.tracker.download.repo) !== entry;
    if (controller.signal.aborted || isOver) return;
    const ended = this.#run(entry, controller);
    this.#running = { entry, ended };
    await ended;
    this.#running = null;
  }

  /** Never throws. What happens after a pause is not told any more, but for its end. */
  async #run(entry: Entry, { signal }: AbortController): Promise<void> {
    const { tracker } = entry;
    const { repo, revision } = tracker.download;
    try {
      await bring(this.#sources, { repo, revision }, signal, {
        onListed: (totalBytes, bytes) => signal.aborted || tracker.change({ state: 'downloading', totalBytes, bytes }),
        onFile: (state, file, bytes) => signal.aborted || tracker.change({ state, file, bytes }),
        onBytes: (bytes) => signal.aborted || tracker.received(bytes),
      });
    } catch (error) {
      if (signal.aborted) return;
      entry.controller = null;
      return tracker.change({ state: 'failed', file: null, error: AppError.from(error).toData() });
    }
    this.#entries.delete(repo);
    tracker.change({ state: 'done', file: null, bytes: tracker.download.totalBytes, error: null });
    this.#options.onInstalled();
  }
}

/** As the hub allows names; none of them leads to another address or folder. @throws AppError bad_request */
function checkName(repo: string, revision: string): void {
  const isRepo = /^\w[\w.-]*\/\w[\w.-]*$/.test(repo) && !/--|\.\.|[.-](\/|$)/.test(repo);
  const isRevision = /^[\w.-]+(\/[\w.-]+)*$/.test(revision) && !revision.includes('..') && revision !== '.';
  if (isRepo && isRevision) return;
  const what = isRepo ? `"${revision}" is no revision` : `"${repo}" is no repository`;
  throw new AppError(
    'bad_request',
    `${what} of the hub. Nothing was done. Repositories are named as owner/name, revisions by a branch, a tag or a commit.`,
  );
}

const another = ({ repo, revision }: Download): AppError =>
  new AppError(
    'bad_request',
    `Another revision of ${repo} is being downloaded: ${revision}. It is kept; discard it before you download this one.`,
  );

const paused = (): AppError => new AppError('cancelled', 'The download was paused. What has come is kept.');
