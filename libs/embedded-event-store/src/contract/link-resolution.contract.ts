import { describe, expect, it } from '@jest/globals';
import { binaryEvent } from '@eventstore/db-client';
import type { EventData } from '@eventstore/db-client';
import { collect, numberedFrom } from './numbered-events.ts';
import type { ContractContext } from './server-under-test.ts';
import { Watch } from './watch.ts';

export function linkResolutionContract({ client, newStream }: ContractContext): void {
  const linked = async (): Promise<{ target: string; links: string }> => {
    const target = newStream('target');
    const links = newStream('links');
    await client().appendToStream(target, numberedFrom(0, 2));
    await client().appendToStream(links, [linkTo(2, target), linkTo(0, target)]);
    return { target, links };
  };

  describe('links', () => {
    it('are events like others to those who do not follow them', async () => {
      const { links, target } = await linked();
      const events = await collect(client().readStream(links));
      expect(events.map(({ link }) => link)).toEqual([undefined, undefined]);
      expect(events.map(({ event }) => Buffer.from(event?.data as Uint8Array).toString())).toEqual([`2@${target}`, `0@${target}`]);
    });

    it('lead readers and subscribers to their events, and come along', async () => {
      const { links, target } = await linked();
      const expected = [
        { event: { streamId: target, revision: 2n, data: { n: 2 } }, link: { streamId: links, revision: 0n } },
        { event: { streamId: target, revision: 0n, data: { n: 0 } }, link: { streamId: links, revision: 1n } },
      ];
      expect(await collect(client().readStream(links, { resolveLinkTos: true }))).toMatchObject(expected);
      const watch = await new Watch(client().subscribeToStream(links, { resolveLinkTos: true })).untilCaughtUp();
      expect((await watch.stop()).events).toMatchObject(expected);
    });

    it('come alone when their events are gone', async () => {
      const { links, target } = await linked();
      await client().setStreamMetadata(target, { truncateBefore: 1 });
      const [toVisible, toHidden] = await collect(client().readStream(links, { resolveLinkTos: true }));
      expect(toVisible?.event).toMatchObject({ revision: 2n });
      expect(toHidden?.event).toBeUndefined();
      expect(toHidden?.link).toMatchObject({ streamId: links, revision: 1n });
    });
  });
}

function linkTo(revision: number, stream: string): EventData {
  return binaryEvent({ type: '$>', data: Buffer.from(`${revision}@${stream}`) });
}
