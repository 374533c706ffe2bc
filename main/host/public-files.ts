import { existsSync, statSync } from 'node:fs';
import { extname, join, resolve, sep } from 'node:path';

/** What the page may do: its own scripts, styles and pictures, and connections home; nothing from anywhere else. */
export const contentSecurityPolicy = [
  "default-src 'self'",
  "img-src 'self' data: blob:",
  "style-src 'self' 'unsafe-inline'", // style attributes, which React and Konva set
  "connect-src 'self' ws://127.0.0.1:* ws://localhost:*",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** Headers of everything that is served, by whichever host. */
export const securityHeaders: Readonly<Record<string, string>> = {
  'Content-Security-Policy': contentSecurityPolicy,
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Cross-Origin-Opener-Policy': 'same-origin',
};

const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
};

/** Content type of a file that is served, by its extension. */
export function contentTypeOf(file: string): string {
  return contentTypes[extname(file)] ?? 'application/octet-stream';
}

/** What an address of the page stands for. */
export type PublicPath = { kind: 'file'; file: string } | { kind: 'image'; id: string } | { kind: 'none' };

/**
 * Resolves the path of an address (percent-encoded, starting with "/") to a file inside `root`, or to a picture's id.
 * Nothing outside `root` is ever named, whatever the path holds.
 */
export function resolvePublicPath(root: string, pathname: string): PublicPath {
  const path = decodePath(pathname);
  if (path === null) return { kind: 'none' };
  const image = /^\/images\/([^/]+)\.png$/.exec(path);
  if (image?.[1] !== undefined) return { kind: 'image', id: image[1] };
  const base = resolve(root);
  const file = resolve(join(base, path === '/' ? 'index.html' : path));
  const inside = file.startsWith(base + sep);
  return inside && existsSync(file) && statSync(file).isFile() ? { kind: 'file', file } : { kind: 'none' };
}

function decodePath(pathname: string): string | null {
  try {
    const path = decodeURIComponent(pathname);
    return path.includes('\0') || path.includes('\\') ? null : path;
  } catch (error) {
    if (error instanceof URIError) return null;
    throw error;
  }
}
