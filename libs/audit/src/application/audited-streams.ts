import { organizationStreams } from '@holdfast/organizations/contracts';
import { planStreams } from '@holdfast/plans/contracts';
import { accountStreams, planRunsStreams, repositoryStreams, restoreStreams, runStreams, taskStreams } from '@holdfast/runs/contracts';
import { anchorStream } from '../contracts/anchor.events.ts';
import { refusalStreams } from '../contracts/refusal.events.ts';
import { secretAccessStreams } from '../contracts/secret-access.events.ts';

/**
 * All of the product's streams. How far a saga has read (`sagaCheckpoint-`), and that a worker is there (`worker-`), says nothing about the
 * business.
 */
export const auditedStreams: readonly string[] = [
  organizationStreams,
  planStreams,
  planRunsStreams,
  runStreams,
  taskStreams,
  accountStreams,
  repositoryStreams,
  restoreStreams,
  'saga-',
  'sagaParked-',
  'access-',
  refusalStreams,
  secretAccessStreams,
  anchorStream,
];
