import type { EventExamples } from '@holdfast/event-sourcing/testing';
import type { AdministratorTokenIssued } from '../access/access.events.ts';

export const accessExamples: EventExamples<AdministratorTokenIssued> = {
  AdministratorTokenIssued: [{ name: 'administrator', tokenHash: '60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752' }],
};
