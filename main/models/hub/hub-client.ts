import { z } from 'zod';
import { AppError } from '../../../preload/contract/errors.ts';
import type { HubAddress } from './hub-address.ts';
import { notTheHub, silent, unreachable } from './hub-errors.ts';
import { isInside, type HubFile } from './hub-file.ts';
import { gated, refusal } from './refusal.ts';
import { withRetries, type Timing } from './retry.ts';

const longestAnswer = 16_000_000;
const mostPages = 100;

const infoSchema = z.object({
  sha: z.string().regex(/^[0-9a-f]{40}$/),
  gated: z.union([z.boolean(), z.string()]).optional(),
  cardData: z
    .looseObject({
      license: z.union([z.string(), z.array(z.string())]).nullish(),
      license_name: z.string().nullish(),
    })
    .nullish(),
  config: z.looseObject({ model_type: z.string().optional() }).nullish(),
});

const treeSchema = z.array(
  z.object({
    type: z.string(),
    path: z.string(),
    size: z.int().min(0).default(0),
    oid: z.string().regex(/^[0-9a-f]{40}$/),
    lfs: z.object({ oid: z.string().regex(/^[0-9a-f]{64}$/), size: z.int().min(0) }).nullish(),
  }),
);

/** A repository as it is at one commit. */
export interface Repository {
  commit: string;
  licence: string | null;
  /** transformers' name of the architecture, where the hub tells it. */
  modelType: string | null;
  files: HubFile[];
}

export interface HubClientOptions {
  address: HubAddress;
  token: () => Promise<string | null>;
  timing: Timing;
}

/** Reads the body of an answer; has to call `alive` whenever something has come. */
type Reader<T> = (response: Response, alive: () => void) => Promise<T>;

/** Requests to the hub. Whatever goes wrong leaves as an AppError; what may go better later as TryLater. */
export class HubClient {
  readonly #options: HubClientOptions;

  constructor(options: HubClientOptions) {
    this.#options = options;
  }

  /** @throws AppError hub_unreachable, hub_unauthorized, hub_refused, not_found */
  async repository(repo: string, revision: string, signal: AbortSignal, tries: number): Promise<Repository> {
    const { address, timing, token } = this.#options;
    const api = `${address.url}/api/models/${repo}`;
    const again = <T>(action: () => Promise<T>): Promise<T> => withRetries(action, { tries, timing, signal });
    const about = `${api}/revision/${encodeURIComponent(revision)}`;
    const { value: info } = await again(() => this.#json(about, repo, signal, infoSchema));
    const known = await token();
    if (info.gated && known === null) throw gated({ url: address.url, repo, token: known });
    const files: HubFile[] = [];
    let url: string | null = `${api}/tree/${info.sha}?recursive=true`;
    for (let page = 0; url !== null; page++) {
      if (page === mostPages) throw notTheHub(address.url, `more than ${mostPages} pages of files`);
      const here: string = url;
      const { value, next } = await again(() => this.#json(here, repo, signal, treeSchema));
      files.push(...value.filter(({ type }) => type === 'file').map((entry) => this.#file(entry)));
      url = next;
    }
    return {
      commit: info.sha,
      licence: licenceOf(info.cardData),
      modelType: info.config?.model_type ?? null,
      files,
    };
  }

  /**
   * Asks once for a file's content.
   * @param from the first byte that is wanted; the answer may start at 0 nevertheless (status 200), or say that there is none (416)
   */
  content<T>(
    { repo, commit, path, from }: { repo: string; commit: string; path: string; from: number },
    signal: AbortSignal,
    read: Reader<T>,
  ): Promise<T> {
    const name = path.split('/').map(encodeURIComponent).join('/');
    const range: Record<string, string> = from === 0 ? {} : { range: `bytes=${from}-` };
    return this.#get(`${this.#options.address.url}/${repo}/resolve/${commit}/${name}`, { repo, signal, range }, read);
  }

  #json<S extends z.ZodType>(
    url: string,
    repo: string,
    signal: AbortSignal,
    schema: S,
  ): Promise<{ value: z.infer<S>; next: string | null }> {
    return this.#get(url, { repo, signal, range: {} }, async (response, alive) => {
      const text = await wholeText(response, alive);
      if (text === null) throw notTheHub(this.#options.address.url, `more than ${longestAnswer} bytes`);
      return { value: this.#parse(text, schema), next: nextPage(url, response) };
    });
  }

  #parse<S extends z.ZodType>(text: string, schema: S): z.infer<S> {
    const { url } = this.#options.address;
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch (cause) {
      throw notTheHub(url, text.slice(0, 300), cause);
    }
    const parsed = schema.safeParse(value);
    if (parsed.success) return parsed.data;
    throw notTheHub(url, z.prettifyError(parsed.error), parsed.error);
  }

  #file({ path, size, oid, lfs }: z.infer<typeof treeSchema>[number]): HubFile {
    const { url } = this.#options.address;
    if (!isInside(path)) {
      throw new AppError(
        'hub_refused',
        `The hub at ${url} names a file that would lie outside of its folder: ${JSON.stringify(path)}. Nothing was downloaded; do not use this repository.`,
      );
    }
    return lfs
      ? { path, bytes: lfs.size, hash: { kind: 'sha256', hex: lfs.oid } }
      : { path, bytes: size, hash: { kind: 'git', hex: oid } };
  }

  /** The token goes to the hub alone: fetch leaves it out when a redirect leads to another origin. */
  async #get<T>(
    url: string,
    { repo, signal, range }: { repo: string; signal: AbortSignal; range: Record<string, string> },
    read: Reader<T>,
  ): Promise<T> {
    const { address, timing } = this.#options;
    if (address.problem !== null) throw address.problem;
    const token = await this.#options.token();
    const headers = {
      ...range,
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
      'accept-encoding': 'identity', // sizes and ranges are those of the files
      'user-agent': 'lmd-studio',
    };
    using guard = new StallGuard(timing.stallMs, signal);
    try {
      const response = await fetch(url, { headers, signal: guard.signal });
      guard.alive();
      if (response.ok || (response.status === 416 && range['range'] !== undefined))
        return await read(response, () => guard.alive());
      await response.body?.cancel();
      throw refusal(response, { url: address.url, repo, token }, !sameOrigin(response.url, url));
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof AppError) throw error;
      throw guard.stalled ? silent(address.url, timing.stallMs) : unreachable(address.url, error);
    }
  }
}

/** Ends a request when nothing has come for too long, or when the user ends it. */
class StallGuard {
  readonly #silence = new AbortController();
  readonly #timer: NodeJS.Timeout;
  readonly signal: AbortSignal;

  constructor(ms: number, user: AbortSignal) {
    this.signal = AbortSignal.any([user, this.#silence.signal]);
    this.#timer = setTimeout(() => this.#silence.abort(), ms);
  }

  get stalled(): boolean {
    return this.#silence.signal.aborted;
  }

  alive(): void {
    this.#timer.refresh();
  }

  /** Closes the connection if it is still open. */
  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
    if (!this.stalled) this.#silence.abort();
  }
}

/** A whole body; null when it is longer than any answer of the hub. */
async function wholeText(response: Response, alive: () => void): Promise<string | null> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body ?? []) {
    alive();
    length += chunk.byteLength;
    if (length > longestAnswer) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** The next page is the same address with another query: a mirror may name the hub that it stands for, which is not to be asked. */
function nextPage(url: string, response: Response): string | null {
  const link = /<([^>]*)>\s*;[^,]*\brel="?next"?/.exec(response.headers.get('link') ?? '')?.[1];
  const next = link === undefined ? null : URL.parse(link, url);
  if (next === null) return null;
  return new URL(next.search, url).href;
}

const sameOrigin = (one: string, other: string): boolean => URL.parse(one)?.origin === URL.parse(other)?.origin;

function licenceOf(card: z.infer<typeof infoSchema>['cardData']): string | null {
  const licence = Array.isArray(card?.license) ? card.license.join(', ') : (card?.license ?? null);
  return licence === 'other' ? (card?.license_name ?? licence) : licence;
}
