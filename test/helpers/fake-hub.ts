import { createHash } from 'node:crypto';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

/** What goes wrong when content is sent. */
export type Fault =
  | { kind: 'cut'; after: number } // the connection breaks off
  | { kind: 'stall'; after: number } // nothing more comes
  | { kind: 'wrong' } // other bytes of the same length
  | { kind: 'short' } // fewer bytes, and a length that says so
  | { kind: 'long' }
  | { kind: 'no-ranges' } // all of it, whatever was asked for
  | { kind: 'status'; status: number; headers?: Record<string, string> };

export interface FakeRepo {
  files: Record<string, Buffer>;
  /** Revision → commit. */
  revisions?: Record<string, string>;
  licence?: string;
  modelType?: string;
  /** Handed out only to this token's account. */
  gatedFor?: string;
}

export interface HubRequest {
  path: string;
  authorization: string | undefined;
  range: string | undefined;
}

export interface FakeHub {
  url: string;
  repos: Record<string, FakeRepo>;
  /** What was asked of the hub, and of the server that its redirects lead to. */
  asked: { hub: HubRequest[]; cdn: HubRequest[] };
  /** Decides what goes wrong when a file is sent for the nth time (from 0). */
  fault: (path: string, n: number) => Fault | null;
  /** Answers before the hub would; returns whether it did. */
  intercept: (request: IncomingMessage, response: ServerResponse) => boolean;
  /** Ends when a file has stalled for the nth time (from 1). */
  stalled: (n?: number) => Promise<void>;
  close: () => Promise<void>;
}

export const commit = 'c0ffee'.padEnd(40, '0');

/**
 * Two servers on the loopback address that speak as huggingface.co and its content network do, after the hub's documentation and the client
 * libraries (huggingface_hub, @huggingface/hub):
 * - `/api/models/R/revision/V`: commit, licence, gating; `/api/models/R/tree/V?recursive=true`: files in pages, the next one named in `Link`
 * - `/R/resolve/C/P`: a redirect to the other server for large files (LFS), which is signed and asks for no token; a redirect within the hub
 *   (`/api/resolve-cache/…`) for small ones; both servers know `Range`
 * - errors by status, `x-error-code` and `x-error-message`
 * What it can not copy: the hub as it is today, its rate limits, and the Xet protocol (which plain HTTP does without).
 */
export async function fakeHub(repos: Record<string, FakeRepo>, { pageSize = 4 } = {}): Promise<FakeHub> {
  const sent = new Map<string, number>();
  const stalls = counter();
  const asked: FakeHub['asked'] = { hub: [], cdn: [] };
  const send = (path: string, content: Buffer, request: IncomingMessage, response: ServerResponse): void => {
    const n = sent.get(path) ?? 0;
    sent.set(path, n + 1);
    sendContent(content, hub.fault(path, n), request, response, stalls.add);
  };
  const cdn = createServer((request, response) => {
    asked.cdn.push(requestOf(request));
    const [, repo, path] = /^\/signed\?repo=([^&]+)&path=([^&]+)/.exec(request.url ?? '') ?? [];
    const name = decodeURIComponent(path ?? '');
    send(name, hub.repos[decodeURIComponent(repo ?? '')]?.files[name] ?? Buffer.alloc(0), request, response);
  });
  const server = createServer((request, response) => {
    asked.hub.push(requestOf(request));
    if (hub.intercept(request, response)) return;
    answer(hub.repos, { pageSize, cdn: cdnUrl, send }, request, response);
  });
  const cdnUrl = await listen(cdn);
  const url = await listen(server);
  const close = async (): Promise<void> => {
    for (const each of [server, cdn]) {
      each.closeAllConnections();
      await new Promise((resolve) => each.close(resolve));
    }
  };
  const hub: FakeHub = {
    url,
    repos,
    asked,
    fault: () => null,
    intercept: () => false,
    stalled: (n = 1) => stalls.reached(n),
    close,
  };
  onTestFinished(close);
  return hub;
}

interface Ways {
  pageSize: number;
  cdn: string;
  send: (path: string, content: Buffer, request: IncomingMessage, response: ServerResponse) => void;
}

function answer(
  repos: FakeHub['repos'],
  ways: Ways,
  request: IncomingMessage,
  response: ServerResponse,
): ServerResponse | void {
  const url = new URL(request.url ?? '', 'http://hub');
  const [, name = '', kind = '', revision = '', rest = ''] =
    /^\/api\/models\/([^/]+\/[^/]+)\/(revision|tree)\/([^/]+)$/.exec(url.pathname) ??
    /^\/(?:api\/resolve-cache\/models\/)?([^/]+\/[^/]+)\/?(resolve)?\/([^/]+)\/(.+)$/.exec(url.pathname) ??
    [];
  const repo = repos[name];
  if (repo === undefined) return refuse(response, 401, 'RepoNotFound', 'Repository not found');
  const known = { main: commit, [commit]: commit, ...repo.revisions }[decodeURIComponent(revision)];
  if (known === undefined) return refuse(response, 404, 'RevisionNotFound', `Invalid rev id: ${revision}`);
  if (kind === 'revision') return json(response, infoOf(name, repo, known));
  if (kind === 'tree') return sendTree(repo, known, url, ways.pageSize, request, response);
  const path = decodeURIComponent(rest);
  const content = repo.files[path];
  if (content === undefined) return refuse(response, 404, 'EntryNotFound', 'Entry not found');
  if (repo.gatedFor !== undefined && request.headers.authorization !== `Bearer ${repo.gatedFor}`) {
    const message = `Access to model ${name} is restricted. You must have access to it and be authenticated to access it.`;
    return refuse(response, request.headers.authorization === undefined ? 401 : 403, 'GatedRepo', message);
  }
  if (isLfs(path)) {
    const signed = `${ways.cdn}/signed?repo=${encodeURIComponent(name)}&path=${encodeURIComponent(path)}`;
    return redirect(response, 302, signed, { 'x-linked-etag': `"${hash('sha256', content)}"`, 'x-repo-commit': known });
  }
  if (kind === 'resolve') return redirect(response, 307, `/api/resolve-cache/models/${name}/${known}/${rest}`, {});
  ways.send(path, content, request, response);
}

const infoOf = (id: string, repo: FakeRepo, sha: string): object => ({
  id,
  sha,
  private: false,
  gated: repo.gatedFor === undefined ? false : 'auto',
  cardData: repo.licence === undefined ? undefined : { license: repo.licence },
  config: repo.modelType === undefined ? {} : { model_type: repo.modelType },
});

function sendTree(
  repo: FakeRepo,
  sha: string,
  url: URL,
  pageSize: number,
  request: IncomingMessage,
  response: ServerResponse,
): ServerResponse {
  const folders = new Set(Object.keys(repo.files).flatMap((path) => (path.includes('/') ? [path.split('/')[0]] : [])));
  const all = [
    ...[...folders].map((path) => ({ type: 'directory', oid: hash('sha1', Buffer.from(path ?? '')), size: 0, path })),
    ...Object.entries(repo.files).map(([path, content]) => treeEntry(path, content)),
  ];
  const from = Number(url.searchParams.get('cursor') ?? 0);
  const next = `http://${request.headers.host}${url.pathname}?recursive=true&cursor=${from + pageSize}`;
  const headers = from + pageSize < all.length ? { link: `<${next}>; rel="next"` } : {};
  return json(response, all.slice(from, from + pageSize), { 'x-repo-commit': sha, ...headers });
}

function treeEntry(path: string, content: Buffer): object {
  const size = content.byteLength;
  if (!isLfs(path)) return { type: 'file', oid: hash('sha1', gitBlob(content)), size, path };
  const oid = hash('sha256', content);
  const pointer = Buffer.from(`version https://git-lfs.github.com/spec/v1\noid sha256:${oid}\nsize ${size}\n`);
  const lfs = { oid, size, pointerSize: pointer.byteLength };
  return { type: 'file', oid: hash('sha1', gitBlob(pointer)), size, lfs, xetHash: hash('sha256', pointer), path };
}

const isLfs = (path: string): boolean => /\.(safetensors|bin|ckpt)$/.test(path);
const gitBlob = (content: Buffer): Buffer => Buffer.concat([Buffer.from(`blob ${content.byteLength}\0`), content]);
const hash = (kind: string, content: Buffer): string => createHash(kind).update(content).digest('hex');

function sendContent(
  content: Buffer,
  fault: Fault | null,
  request: IncomingMessage,
  response: ServerResponse,
  onStall: () => void,
): void {
  if (fault?.kind === 'status') return void response.writeHead(fault.status, fault.headers).end();
  const asked = fault?.kind === 'no-ranges' ? undefined : /^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1];
  const from = Number(asked ?? 0);
  const total = content.byteLength;
  if (asked !== undefined && from >= total) {
    return void response.writeHead(416, { 'content-range': `bytes */${total}` }).end();
  }
  const body = spoilt(content.subarray(from), fault);
  const range = asked === undefined ? {} : { 'content-range': `bytes ${from}-${total - 1}/${total}` };
  response.writeHead(asked === undefined ? 200 : 206, {
    'content-length': body.byteLength,
    'accept-ranges': 'bytes',
    ...range,
  });
  if (fault?.kind !== 'cut' && fault?.kind !== 'stall') return void response.end(body);
  response.write(body.subarray(0, fault.after), () => {
    if (fault.kind === 'stall') onStall();
    else response.socket?.end();
  });
}

function spoilt(body: Buffer, fault: Fault | null): Buffer {
  if (fault?.kind === 'wrong') return Buffer.from(body.map((byte) => byte ^ 1));
  if (fault?.kind === 'short') return body.subarray(0, -1);
  return fault?.kind === 'long' ? Buffer.concat([body, Buffer.from('!')]) : body;
}

function refuse(response: ServerResponse, status: number, code: string, message: string): ServerResponse {
  return json(response, { error: message }, { 'x-error-code': code, 'x-error-message': message }, status);
}

function json(response: ServerResponse, value: object, headers: Record<string, string> = {}, status = 200) {
  return response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(value));
}

function redirect(response: ServerResponse, status: number, location: string, headers: Record<string, string>): void {
  response.writeHead(status, { location, ...headers }).end();
}

const requestOf = ({ url, headers }: IncomingMessage): HubRequest => ({
  path: url ?? '',
  authorization: headers.authorization,
  range: headers.range,
});

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Counts, and lets wait for a count. */
function counter(): { add: () => void; reached: (n: number) => Promise<void> } {
  let count = 0;
  const waiting: { n: number; resolve: () => void }[] = [];
  return {
    add: () => {
      count += 1;
      for (const { n, resolve } of waiting) if (count >= n) resolve();
    },
    reached: (n) => (count >= n ? Promise.resolve() : new Promise((resolve) => waiting.push({ n, resolve }))),
  };
}
