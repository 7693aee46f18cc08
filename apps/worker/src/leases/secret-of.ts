import type { CredentialSecret } from '@holdfast/bitbucket';
import { SecretNotFoundError, type SecretAccess } from '@holdfast/secrets';
import type { PayingTask } from './paying-task.ts';

/** As it is this moment: it may be replaced or removed at any time. Null when it is gone. */
export async function secretOf(task: PayingTask, credentialId: string): Promise<CredentialSecret | null> {
  try {
    return (await task.environment.secrets.get(credentialId, accessOf(task))).reveal() as unknown as CredentialSecret;
  } catch (error) {
    if (error instanceof SecretNotFoundError) return null;
    throw error;
  }
}

function accessOf(task: PayingTask): SecretAccess {
  const { organizationId, runId, taskId } = task.work;
  const what = task.isPlanning ? { reason: 'PLANNING', taskId: null } : { reason: 'CAPTURE', taskId };
  return { ...task.context(), organizationId, runId, ...what };
}
