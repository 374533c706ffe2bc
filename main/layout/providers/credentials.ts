/** The value of the Authorization header that user and password of an address stand for; null where it has none. */
export function authorizationOf(url: URL): string | null {
  if (url.username === '' && url.password === '') return null;
  return `Basic ${Buffer.from(`${decode(url.username)}:${decode(url.password)}`, 'utf8').toString('base64')}`;
}

/** A lone percent sign is a legal part of a password. */
function decode(part: string): string {
  return /^(?:[^%]|%[\da-f]{2})*$/i.test(part) ? decodeURIComponent(part) : part;
}
