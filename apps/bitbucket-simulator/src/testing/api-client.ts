import type { Simulator } from '../simulator.ts';
import type { Json } from './json.ts';
import type { AccessToken, ApiToken } from '../world/credential.ts';

export interface Answered {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly body: Json;
}

/** Sends one request as it is, and does not follow redirects. `path` begins after `/2.0`, or is an absolute URL. */
export async function call(
  simulator: Simulator,
  credential: ApiToken | AccessToken | null,
  path: string,
  init: { method?: string; json?: unknown } = {},
): Promise<Answered> {
  const headers: Record<string, string> = credential ? { authorization: authorizationOf(credential) } : {};
  const body = init.json === undefined ? {} : { body: JSON.stringify(init.json) };
  const url = path.startsWith('http') ? path : simulator.apiUrl + path;
  const response = await fetch(url, { method: init.method ?? 'GET', headers, redirect: 'manual', ...body });
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json') ?? false;
  return { status: response.status, headers: response.headers, text, body: (isJson ? JSON.parse(text) : undefined) as Json };
}

export function authorizationOf(credential: ApiToken | AccessToken): string {
  return credential.kind === 'api_token' ? basic(credential.email, credential.token) : `Bearer ${credential.token}`;
}

export function basic(name: string, password: string): string {
  return `Basic ${Buffer.from(`${name}:${password}`).toString('base64')}`;
}

/** Follows `next` to the end. */
export async function collect(simulator: Simulator, credential: ApiToken | AccessToken, path: string): Promise<Json[]> {
  const values: Json[] = [];
  let url: string | undefined = path;
  while (url) {
    const { body }: Answered = await call(simulator, credential, url);
    values.push(...body.values);
    url = body.next; // absent on the last page
  }
  return values;
}
