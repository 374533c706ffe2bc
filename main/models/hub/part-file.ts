import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { constants, mkdir, open, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { diskError } from './disk.ts';
import type { HubFile } from './hub-file.ts';

/** A file that is being downloaded, and the hash of what has come of it. */
export class PartFile {
  readonly #path: string;
  readonly #file: HubFile;
  readonly #handle: FileHandle;
  #hash: Hash;
  #size = 0;

  private constructor(path: string, file: HubFile, handle: FileHandle) {
    this.#path = path;
    this.#file = file;
    this.#handle = handle;
    this.#hash = newHash(file);
  }

  /**
   * Opens the file, or begins it. What is there already has to be read with `hashWhatIsThere` before anything is added.
   * @throws AppError disk
   */
  static async open(path: string, file: HubFile): Promise<PartFile> {
    try {
      await mkdir(dirname(path), { recursive: true });
      return new PartFile(path, file, await open(path, constants.O_RDWR | constants.O_CREAT));
    } catch (error) {
      throw diskError(error, dirname(path));
    }
  }

  get size(): number {
    return this.#size;
  }

  /** Bytes that an earlier try has left. */
  async left(): Promise<number> {
    return (await this.#handle.stat()).size;
  }

  /** @throws AppError disk; whatever the signal was aborted with */
  async hashWhatIsThere(signal: AbortSignal): Promise<void> {
    try {
      for await (const chunk of createReadStream(this.#path, { signal, highWaterMark: 1 << 20 })) {
        this.#hash.update(chunk as Buffer);
        this.#size += (chunk as Buffer).byteLength;
      }
    } catch (error) {
      signal.throwIfAborted();
      throw diskError(error, dirname(this.#path));
    }
  }

  /** @throws AppError disk */
  async append(chunk: Uint8Array): Promise<void> {
    try {
      for (let done = 0; done < chunk.byteLength;) {
        const { bytesWritten } = await this.#handle.write(chunk, done, chunk.byteLength - done, this.#size + done);
        done += bytesWritten;
      }
    } catch (error) {
      throw diskError(error, dirname(this.#path));
    }
    this.#hash.update(chunk);
    this.#size += chunk.byteLength;
  }

  /** Throws away what has come. @throws AppError disk */
  async empty(): Promise<void> {
    await this.#handle.truncate(0).catch((error: unknown) => {
      throw diskError(error, dirname(this.#path));
    });
    this.#hash = newHash(this.#file);
    this.#size = 0;
  }

  /** Of what has come, in hexadecimal. */
  digest(): string {
    return this.#hash.copy().digest('hex');
  }

  /** Makes sure that everything is on the disk: a power cut must not leave holes in what counts as complete. @throws AppError disk */
  async flush(): Promise<void> {
    await this.#handle.sync().catch((error: unknown) => {
      throw diskError(error, dirname(this.#path));
    });
  }

  async close(): Promise<void> {
    await this.#handle.close();
  }
}

/** git names a file by the SHA-1 of its kind and size, then its content. */
const newHash = ({ hash, bytes }: HubFile): Hash =>
  hash.kind === 'sha256' ? createHash('sha256') : createHash('sha1').update(`blob ${bytes}\0`);
