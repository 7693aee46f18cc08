import { describe } from '@jest/globals';
import { appendingContract } from './appending.contract.ts';
import { consumerGroupsContract } from './consumer-groups.contract.ts';
import { deletingContract } from './deleting.contract.ts';
import { groupManagementContract } from './group-management.contract.ts';
import { linkResolutionContract } from './link-resolution.contract.ts';
import { readingContract } from './reading.contract.ts';
import { securityContract } from './security.contract.ts';
import { contractContext } from './server-under-test.ts';
import type { ServerFeatures, StartServer } from './server-under-test.ts';
import { streamMetadataContract } from './stream-metadata.contract.ts';
import { subscribingContract } from './subscribing.contract.ts';

/** What Holdfast relies on in an event store, told by the official client. Any server that keeps it will do. */
export function describeEventStoreContract(name: string, start: StartServer, { hasUsers }: ServerFeatures): void {
  describe(`event store contract: ${name}${hasUsers ? '' : ', without users'}`, () => {
    const context = contractContext(start);
    appendingContract(context);
    readingContract(context);
    deletingContract(context);
    streamMetadataContract(context);
    subscribingContract(context);
    linkResolutionContract(context);
    consumerGroupsContract(context);
    groupManagementContract(context);
    if (hasUsers) securityContract(context);
  });
}
