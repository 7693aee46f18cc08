import { randomBytes, randomUUID } from 'node:crypto';
import type { Simulation } from '../api/simulation.ts';
import { recommendedScopes } from '../seed/recommended-scopes.ts';
import type { ApiToken, Credential } from '../world/credential.ts';
import { repositoryNamed } from './control-of-repositories.ts';
import { UnknownNameError } from './simulator-control.ts';
import type { SimulatorControl } from './simulator-control.ts';

type AccessControl = Pick<SimulatorControl, 'revoke' | 'issueApiToken' | 'setScopes' | 'setMembership' | 'setRepositoryPermission'>;

export function accessControl(simulation: Simulation): AccessControl {
  const { world } = simulation;
  return {
    revoke: (name) => {
      credentialNamed(simulation, name).revoked = true;
    },
    issueApiToken: (account, scopes = recommendedScopes) => issueApiToken(simulation, account, scopes),
    setScopes: (name, scopes) => {
      credentialNamed(simulation, name).scopes = [...scopes];
    },
    setMembership: (account, role) => {
      if (!world.users.has(account)) throw new UnknownNameError('user', account);
      if (role === 'none') world.members.delete(account);
      else world.members.set(account, role);
    },
    setRepositoryPermission: (account, repository, permission) => {
      if (!world.users.has(account)) throw new UnknownNameError('user', account);
      world.grant(account, repositoryNamed(simulation, repository).uuid, permission);
    },
  };
}

function credentialNamed({ world }: Simulation, name: string): Credential {
  const credential = world.credentials.find(({ id, label }) => id === name || label === name);
  if (!credential) throw new UnknownNameError('credential', name);
  return credential;
}

const validForMilliseconds = 364 * 86_400_000;

function issueApiToken({ world, now }: Simulation, account: string, scopes: readonly string[]): ApiToken {
  const user = world.users.get(account);
  if (!user) throw new UnknownNameError('user', account);
  const id = randomUUID();
  const issued: ApiToken = {
    kind: 'api_token',
    id,
    label: id,
    account,
    user: account,
    email: user.email,
    username: user.username,
    token: `ATATT3x${randomBytes(40).toString('base64url')}`,
    expiresAt: new Date(now().getTime() + validForMilliseconds),
    scopes: [...scopes],
    revoked: false,
  };
  world.credentials.push(issued);
  return issued;
}
