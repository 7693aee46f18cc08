import type { IncomingMessage } from 'node:http';

/** The URL that was asked for; what is no URL counts as the root, which nothing is at. */
export function requestUrl(incoming: IncomingMessage, origin: string): URL {
  const asked = `${new URL(origin).origin}${incoming.url ?? '/'}`;
  return URL.canParse(asked) ? new URL(asked) : new URL(origin);
}
