import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { AppError } from '../../../preload/contract/errors.ts';
import { repoSchema } from '../../../preload/contract/models.ts';
import { diskError } from './disk.ts';
import { chosenFileSchema, type ChosenFile } from './hub-file.ts';

/** Where a checkpoint comes from; lies in its folder as source.json. */
const sourceSchema = z.object({
  repo: repoSchema,
  /** Branch, tag or commit that was asked for. */
  revision: z.string(),
  commit: z.string().regex(/^[0-9a-f]{40}$/),
  licence: z.string().nullable(),
});

/** What a download brings; kept while it is under way, so that all files are of one commit. */
const contentSchema = sourceSchema.extend({ version: z.literal(1), files: z.array(chosenFileSchema).min(1) });
export type Content = z.infer<typeof contentSchema>;

/**
 * The folder of the checkpoints: finished ones in a folder each, the others in `.downloads/<owner>--<name>` with download.json and `files`.
 */
export class CheckpointFolder {
  readonly path: string;

  constructor(path: string) {
    this.path = path;
  }

  /** What is under way, as far as it can be read; what can not counts as not there. */
  underWay(): Content[] {
    const folder = join(this.path, '.downloads');
    if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return [];
    return readdirSync(folder)
      .map((name) => this.#content(join(folder, name)))
      .filter((content) => content !== null);
  }

  content(repo: string): Content | null {
    return this.#content(this.#downloadOf(repo));
  }

  /** @throws AppError disk */
  async keep(content: Content): Promise<void> {
    const folder = this.#downloadOf(content.repo);
    const file = join(folder, 'download.json');
    try {
      await mkdir(join(folder, 'files'), { recursive: true });
      await writeFile(`${file}.part`, JSON.stringify(content, null, 2));
      await rename(`${file}.part`, file);
    } catch (error) {
      throw diskError(error, this.path);
    }
  }

  fileOf(repo: string, { saveAs }: ChosenFile): string {
    return join(this.#downloadOf(repo), 'files', saveAs);
  }

  /** How much of a file has come. */
  bytesOf(repo: string, file: ChosenFile): number {
    const path = this.fileOf(repo, file);
    const stats = [path, `${path}.part`].map((each) => statSync(each, { throwIfNoEntry: false }));
    return Math.min(stats.find((each) => each?.isFile())?.size ?? 0, file.bytes);
  }

  bytesHere({ repo, files }: Content): number {
    return files.reduce((sum, file) => sum + this.bytesOf(repo, file), 0);
  }

  /** Deletes what has come of a download. @throws AppError disk */
  async discard(repo: string): Promise<void> {
    await this.#delete(this.#downloadOf(repo));
  }

  /** Makes the folder if need be. @throws AppError disk */
  open(): void {
    try {
      mkdirSync(this.path, { recursive: true });
    } catch (error) {
      throw diskError(error, this.path);
    }
  }

  /** @throws AppError bad_request when a checkpoint is there already, or both of its names are taken */
  checkFree(repo: string, revision: string): void {
    const taken = namesOf(repo).filter((name) => existsSync(join(this.path, name)));
    const same = taken.find((name) => {
      const source = readJson(join(this.path, name, 'source.json'), sourceSchema);
      return source?.repo === repo && source.revision === revision;
    });
    if (same === undefined && taken.length < namesOf(repo).length) return;
    const where = join(this.path, same ?? taken[0] ?? '');
    const what = same === undefined ? `There are other folders in the place of ${repo}` : `${repo} is there already`;
    throw new AppError(
      'bad_request',
      `${what}: ${where}. Nothing was downloaded; remove it first if you want it anew.`,
    );
  }

  /**
   * Puts a complete checkpoint into its place, in one step.
   * @throws AppError bad_request when its place was taken meanwhile; disk
   */
  async install({ repo, revision, commit, licence }: Content): Promise<void> {
    this.checkFree(repo, revision);
    const name = namesOf(repo).find((each) => !existsSync(join(this.path, each))) ?? '';
    const files = join(this.#downloadOf(repo), 'files');
    try {
      await writeFile(join(files, 'source.json'), JSON.stringify({ repo, revision, commit, licence }, null, 2));
      await rename(files, join(this.path, name));
    } catch (error) {
      throw diskError(error, this.path);
    }
    await this.discard(repo);
  }

  /**
   * Deletes a finished checkpoint.
   * @param name of its folder, which lies directly in this one
   * @throws AppError not_found, disk
   */
  async remove(name: string): Promise<void> {
    const path = join(this.path, name);
    const isOwn = name === basename(path) && !name.startsWith('.');
    if (!isOwn || !lstatSync(path, { throwIfNoEntry: false })?.isDirectory()) {
      throw new AppError('not_found', `There is no checkpoint "${name}" in ${this.path}. Nothing was deleted.`);
    }
    await this.#delete(path);
  }

  #downloadOf(repo: string): string {
    return join(this.path, '.downloads', fullName(repo));
  }

  /** Without its files, a download has just been put into its place. */
  #content(folder: string): Content | null {
    const content = readJson(join(folder, 'download.json'), contentSchema);
    const isOwn = content !== null && basename(folder) === fullName(content.repo);
    return isOwn && existsSync(join(folder, 'files')) ? content : null;
  }

  async #delete(folder: string): Promise<void> {
    if (!existsSync(folder)) return;
    await rm(folder, { recursive: true, force: true, maxRetries: 3 }).catch((cause: unknown) => {
      throw new AppError(
        'disk',
        `${folder} could not be deleted completely. Something may still be using it: wait until nothing is drawn, then try again.`,
        { detail: cause instanceof Error ? cause.message : String(cause), cause },
      );
    });
  }
}

/** The hub has no names with two dashes, so that this one is unambiguous. */
const fullName = (repo: string): string => repo.replace('/', '--');

/** A checkpoint's folder is named as its repository, or with the owner where that is taken. */
const namesOf = (repo: string): string[] => [repo.split('/')[1] ?? repo, fullName(repo)];

function readJson<S extends z.ZodType>(file: string, schema: S): z.infer<S> | null {
  if (!existsSync(file)) return null;
  try {
    return schema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return null; // damaged, or of another version
  }
}
