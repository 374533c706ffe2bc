import { createReadStream, statSync } from 'node:fs';
import { Readable } from 'node:stream';
import type { Context, MiddlewareHandler } from 'hono';
import { Hono } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import type { ApiInput, ApiName } from '../../../preload/contract/api.ts';
import { AppError } from '../../../preload/contract/errors.ts';
import type { App } from '../../studio.ts';
import { contentTypeOf, resolvePublicPath, securityHeaders } from '../public-files.ts';
import type { Guard } from './guard.ts';
import { httpStatus } from './http-status.ts';

const maxBodyBytes = 16 * 1024 * 1024;
const maxReadBytes = 64 * 1024 * 1024;

/** The api, the pictures and the page over HTTP. `guard` is asked anew for each request: the port is known only after the start. */
export function createRoutes(app: App, rendererDir: string, guard: () => Guard): Hono {
  const routes = new Hono();
  routes.onError((error, context) => failure(context, AppError.from(error)));
  routes.use(async (context, next) => {
    await next();
    for (const [name, value] of Object.entries(securityHeaders)) context.res.headers.set(name, value);
  });
  routes.use(admit(guard));

  routes.post('/api/:name', async (context) => {
    // Names and input are checked by the app; here they are only what came in.
    const input = (await readJson(context)) as ApiInput<ApiName>;
    return context.json(await app.call(context.req.param('name') as ApiName, input));
  });

  routes.get('*', (context) => {
    const target = resolvePublicPath(rendererDir, new URL(context.req.url).pathname);
    switch (target.kind) {
      case 'image': {
        const file = app.imageFile(target.id);
        return file === null ? notThere(context) : sendFile(file, 'private, max-age=31536000, immutable');
      }
      case 'file':
        return sendFile(target.file, target.file.includes('/assets/') ? 'private, max-age=31536000' : 'no-cache');
      case 'none':
        return notThere(context);
    }
  });
  return routes;
}

/** Lets in who holds the key: once in the address, which is exchanged for a cookie, then by that cookie. */
function admit(guard: () => Guard): MiddlewareHandler {
  return async (context, next) => {
    const { cookieName, isOurHost, isOurOrigin, isKey } = guard();
    if (!isOurHost(context.req.header('host')) || !isOurOrigin(context.req.header('origin'))) {
      return context.text('This address belongs to LMD Studio on this computer only.', 403);
    }
    const given = context.req.query('token');
    if (isKey(given) && given !== undefined) {
      setCookie(context, cookieName, given, { httpOnly: true, sameSite: 'Strict', path: '/' });
      if (context.req.method === 'GET' && context.req.path === '/') return context.redirect('/', 303);
    } else if (!isKey(getCookie(context, cookieName))) {
      return context.text('Open the address that LMD Studio printed when it started: it holds the key.', 401);
    }
    return next();
  };
}

async function readJson(context: Context): Promise<unknown> {
  const type = context.req.header('content-type') ?? '';
  if (!type.startsWith('application/json')) {
    throw new AppError('bad_request', 'The request is not JSON. Nothing was changed.', { detail: type });
  }
  const text = await readBody(context.req.raw.body);
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new AppError('bad_request', 'The request is not readable JSON. Nothing was changed.', { cause: error });
  }
}

/** The body as text. One that is too large is read to its end and dropped: a caller who is still sending hears no answer. */
async function readBody(body: ReadableStream<Uint8Array> | null): Promise<string> {
  if (body === null) return '';
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.byteLength;
    if (size > maxReadBytes) break;
    if (size <= maxBodyBytes) chunks.push(chunk);
  }
  if (size > maxBodyBytes) {
    throw new AppError('bad_request', 'The request is larger than 16 MB. Nothing was changed.');
  }
  return Buffer.concat(chunks).toString('utf8');
}

function failure(context: Context, error: AppError): Response {
  return context.json(error.toData(), httpStatus(error.code));
}

function notThere(context: Context): Response {
  return failure(context, new AppError('not_found', 'There is nothing at this address.'));
}

function sendFile(file: string, cacheControl: string): Response {
  const body = Readable.toWeb(createReadStream(file)) as ReadableStream;
  return new Response(body, {
    headers: {
      'Content-Type': contentTypeOf(file),
      'Content-Length': String(statSync(file).size),
      'Cache-Control': cacheControl,
    },
  });
}
