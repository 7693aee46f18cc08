import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EventStore } from '@holdfast/event-sourcing';
import { expect, it } from '@jest/globals';
import { openPlatform } from './platform.ts';
import { readSettings } from './settings.ts';

/** The ports of the loopback address that this process listens on, as Linux tells them (proc_pid_net(5)). */
function ownPorts(): string[] {
  const listening = readFileSync('/proc/self/net/tcp', 'utf8').matchAll(/: 0100007F:([0-9A-F]{4}) \S+ 0A \S+ \S+ \S+ +\d+ +\d+ (\d+) /g);
  const own = new Set(readdirSync('/proc/self/fd').map(socketAt));
  return [...listening].flatMap(([, port = '', socket]) => (own.has(socket) ? [String(Number.parseInt(port, 16))] : []));
}

/** The number of the socket behind a file descriptor, if there is one. */
function socketAt(descriptor: string): string | undefined {
  try {
    return /^socket:\[(\d+)\]$/.exec(readlinkSync(join('/proc/self/fd', descriptor)))?.[1];
  } catch {
    return undefined; // it was closed meanwhile
  }
}

/** The outcomes of asking at each of these ports as another user of the machine would. */
async function answersAt(ports: readonly string[]): Promise<string[]> {
  const ask = async (port: string) => {
    const stranger = new EventStore(`esdb://127.0.0.1:${port}?tls=false`, { answerWithin: 2_000 });
    const answer = await stranger.ping().then(
      () => 'welcome',
      (error: unknown) => (error as { code: string }).code,
    );
    await stranger.close();
    return answer;
  };
  return Promise.all(ports.map(ask));
}

it('the embedded event store lets nobody in but the process that started it', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'platform-'));
  const platform = await openPlatform(readSettings({}, directory));
  await platform.eventStore.ping();
  expect(await answersAt(ownPorts())).toEqual(['EVENT_STORE_ACCESS_DENIED']);
  await platform.close();
  await rm(directory, { recursive: true, force: true });
});
