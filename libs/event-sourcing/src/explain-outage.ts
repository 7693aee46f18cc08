import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect, isIP } from 'node:net';
import { resolve } from 'node:path';
import { connect as connectSecurely } from 'node:tls';
import type { ConnectionTarget } from './connection-string.ts';
import { inTime } from './in-time.ts';

const PATIENCE = 3_000;

/**
 * Tries to connect to each host, and tells in words what is in the way; undefined when nothing is. The client itself passes over why it
 * found no node of a cluster.
 */
export async function explainOutage(target: ConnectionTarget): Promise<string | undefined> {
  const reasons = await Promise.all(target.hosts.map((host) => reasonAt(host, target)));
  const told = reasons.filter((reason) => reason !== undefined);
  return told.length > 0 ? told.join('; ') : undefined;
}

async function reasonAt(host: ConnectionTarget['hosts'][number], target: ConnectionTarget): Promise<string | undefined> {
  const socket = target.isSecure ? openSecurely(host, target.authorityFile) : connect(host.port, host.address);
  try {
    await inTime(once(socket, target.isSecure ? 'secureConnect' : 'connect'), PATIENCE);
    return undefined;
  } catch (error) {
    return `${host.address}:${host.port}: ${wordsOf(error)}`;
  } finally {
    socket.on('error', () => undefined);
    socket.destroy();
  }
}

function openSecurely({ address, port }: ConnectionTarget['hosts'][number], authorityFile: string | undefined) {
  return connectSecurely({
    ...{ host: address, port, ALPNProtocols: ['h2'] },
    ...(isIP(address) === 0 && { servername: address }),
    ...(authorityFile !== undefined && { ca: readFileSync(resolve(authorityFile)) }),
  });
}

/** An error that gathers those of several addresses has no message of its own, but a code. */
function wordsOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.message !== '') return error.message;
  return 'code' in error ? String(error.code) : error.name;
}
