import type { Download } from '../../../preload/contract/models.ts';

/** About four times a second. */
const leastBetween = 250;
/** Speed is that of the last three seconds. */
const speedWindow = 3000;

export interface TrackerOptions {
  onChange: (download: Download) => void;
  /** Milliseconds. */
  now: () => number;
}

/** What is shown of a download: every change of its state at once, the coming of bytes now and then. */
export class Tracker {
  readonly #options: TrackerOptions;
  #download: Download;
  #toldAt = -Infinity;
  #samples: { at: number; bytes: number }[] = [];

  constructor(download: Download, options: TrackerOptions) {
    this.#download = download;
    this.#options = options;
  }

  get download(): Download {
    return { ...this.#download };
  }

  change(changes: Partial<Omit<Download, 'bytesPerSecond'>>): void {
    this.#samples = [];
    this.#download = { ...this.#download, ...changes, bytesPerSecond: 0 };
    this.#tell();
  }

  /** @param bytes all that have come so far */
  received(bytes: number): void {
    this.#download = { ...this.#download, bytes };
    const now = this.#options.now();
    if (now - this.#toldAt < leastBetween) return;
    this.#samples = [...this.#samples.filter(({ at }) => now - at <= speedWindow), { at: now, bytes }];
    this.#download.bytesPerSecond = this.#speed();
    this.#tell();
  }

  #speed(): number {
    const [first, last] = [this.#samples.at(0), this.#samples.at(-1)];
    if (first === undefined || last === undefined || first.at === last.at) return 0;
    return Math.max(0, Math.round(((last.bytes - first.bytes) / (last.at - first.at)) * 1000));
  }

  #tell(): void {
    this.#toldAt = this.#options.now();
    this.#options.onChange(this.download);
  }
}
