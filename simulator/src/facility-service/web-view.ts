import type { Context } from 'hono';

/** Hosts that a page has only on this machine: a web view's own, or a development server. */
const local = /^(?:(?:[a-z0-9-]+\.)*localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

/** Whether a page comes from this machine: `http://localhost:5173`, `capacitor://localhost` and the like. */
export function isLocalOrigin(origin: string): boolean {
  const match = /^[a-z][a-z0-9+.-]*:\/\/(\[[^\]]*\]|[^/:@]+)(?::\d{1,5})?$/i.exec(origin);
  return match !== null && local.test(match[1]!.toLowerCase());
}

/** Lets a page of an origin read the answer. @see Fetch standard, 3.2 (CORS protocol) */
export function allowPage({ res }: Context, origin: string): void {
  res.headers.set('access-control-allow-origin', origin);
  res.headers.set('access-control-expose-headers', 'Content-Language, Retry-After, WWW-Authenticate');
  res.headers.append('vary', 'Origin');
}

/** The answer to a preflight request. */
export const preflightAnswer = (origin: string): Response =>
  new Response(null, {
    status: 204,
    headers: {
      'access-control-allow-origin': origin,
      'access-control-allow-methods': 'GET, POST, PUT, DELETE',
      'access-control-allow-headers': 'Accept-Language, Authorization, Content-Type',
      'access-control-max-age': '600',
      vary: 'Origin',
    },
  });
