import { readFile } from 'node:fs/promises';
import { contentTypeOf, resolvePublicPath, securityHeaders } from '../public-files.ts';

export const scheme = 'app';
const host = 'studio';
export const pageUrl = `${scheme}://${host}/`;

/** Whether an address is one of this app's page. */
export function isOurPage(url: string | undefined): boolean {
  if (url === undefined || !URL.canParse(url)) return false;
  const { protocol, host: named } = new URL(url);
  return protocol === `${scheme}:` && named === host;
}

/** Answers a request of the page: the built window's files, and pictures by id. Nothing else of the disk can be read. */
export async function answerPageRequest(
  { method, url }: { method: string; url: string },
  { rendererDir, imageFile }: { rendererDir: string; imageFile: (id: string) => string | null },
): Promise<Response> {
  if (!isOurPage(url)) return refusal(403);
  if (method !== 'GET') return refusal(405);
  const target = resolvePublicPath(rendererDir, new URL(url).pathname);
  const file = target.kind === 'file' ? target.file : target.kind === 'image' ? imageFile(target.id) : null;
  if (file === null) return refusal(404);
  return new Response(new Uint8Array(await readFile(file)), {
    headers: { ...securityHeaders, 'Content-Type': contentTypeOf(file) },
  });
}

function refusal(status: number): Response {
  return new Response(null, { status, headers: securityHeaders });
}
