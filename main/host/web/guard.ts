import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

/** Decides who may talk to the host: pages of this very address that hold the key. */
export interface Guard {
  /** Cookies know no ports: the name tells two running studios apart. */
  readonly cookieName: string;
  /** The request names this host; a name that some other site has pointed here (DNS rebinding) is not ours. */
  readonly isOurHost: (host: string | undefined) => boolean;
  /** A browser names the page that asks; programs do not. */
  readonly isOurOrigin: (origin: string | undefined) => boolean;
  readonly isKey: (token: string | undefined) => boolean;
}

export function createGuard(port: number, token: string): Guard {
  const hosts = new Set([`127.0.0.1:${port}`, `localhost:${port}`]);
  const origins = new Set([...hosts].map((host) => `http://${host}`));
  return {
    cookieName: `lmd_${port}`,
    isOurHost: (host) => host !== undefined && hosts.has(host),
    isOurOrigin: (origin) => origin === undefined || origins.has(origin),
    isKey: (candidate) => candidate !== undefined && timingSafeEqual(digest(candidate), digest(token)),
  };
}

/** Whether an upgrade request, which passes no middleware, may be answered. */
export function admitsUpgrade(guard: Guard, headers: IncomingHttpHeaders, url: URL): boolean {
  return (
    guard.isOurHost(headers.host) &&
    guard.isOurOrigin(headers.origin) &&
    (guard.isKey(cookie(headers.cookie, guard.cookieName)) || guard.isKey(url.searchParams.get('token') ?? undefined))
  );
}

function cookie(header: string | undefined, name: string): string | undefined {
  return header
    ?.split(';')
    .map((pair) => pair.trim().split('='))
    .find(([key]) => key === name)?.[1];
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
