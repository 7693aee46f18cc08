import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import type { Simulation } from '../api/simulation.ts';
import { requestUrl } from '../http/request-url.ts';
import { send } from '../http/send.ts';

/**
 * Where downloads and LFS objects really are: another origin with signed links, as at Atlassian. Whoever sends the credentials of Bitbucket
 * here as well is answered 400, as the storage does.
 */
export function storageListener(simulation: Simulation): RequestListener {
  return (incoming, response) => {
    void answer(simulation, incoming, response);
  };
}

async function answer(simulation: Simulation, incoming: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = requestUrl(incoming, simulation.origins.storage);
  if (incoming.headers.authorization !== undefined) {
    respond(response, 400, 'Only one auth mechanism allowed');
    return;
  }
  if (!simulation.signedLinks.isSigned(url)) {
    respond(response, 403, 'Access denied');
    return;
  }
  if (incoming.method === 'PUT') {
    keep(simulation, url, await buffer(incoming), response);
    return;
  }
  const content = contentAt(simulation, url.pathname);
  respond(response, content ? 200 : 404, content ?? 'No such key');
}

function contentAt({ world, objects }: Simulation, path: string): Buffer | undefined {
  const [, kind, first = '', second = ''] = path.split('/').map(decodeURIComponent);
  if (kind === 'lfs') return objects.get(first);
  return world.findRepository(first)?.downloads.find(({ name }) => name === second)?.content;
}

/** The link names the oid; content that does not have it is refused. */
function keep(simulation: Simulation, url: URL, content: Buffer, response: ServerResponse): void {
  const oid = simulation.objects.add(content);
  if (url.pathname === `/lfs/${oid}`) respond(response, 200, '');
  else respond(response, 400, 'The content does not have this oid.');
}

function respond(response: ServerResponse, status: number, content: Buffer | string): void {
  send(response, { status, headers: { 'content-type': 'application/octet-stream' }, bytes: Buffer.from(content as string) });
}
