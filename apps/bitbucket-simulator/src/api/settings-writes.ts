import { created, noContent, ok } from '../http/answer.ts';
import { badRequest, notFound } from '../http/api-problem.ts';
import type { BranchRestriction, Repository, RepositoryPermission, Webhook } from '../world/repository.ts';
import { inRepository } from './in-repository.ts';
import type { RepositoryHandler } from './in-repository.ts';
import { renderBranchingModel, renderPermission, renderRestriction, renderWebhook } from './render-settings.ts';
import { renderUserById } from './render.ts';
import { parameter } from './route.ts';
import type { Routes } from './route.ts';
import type { Simulation } from './simulation.ts';
import { findUser, refuseAccessTokens } from './workspace-routes.ts';

const base = '/repositories/{workspace}/{repo_slug}';

/** What a restore writes after the push. */
export function settingsWrites(simulation: Simulation): Routes {
  const forAdmins = (handle: RepositoryHandler) => inRepository(simulation, 'admin', handle);
  return {
    [`POST ${base}/branch-restrictions`]: forAdmins(async (request, repository) => {
      const restriction = restrictionOf(simulation, repository, await request.body());
      repository.branchRestrictions.push(restriction);
      return created(renderRestriction(simulation, repository, restriction));
    }),
    [`POST ${base}/hooks`]: forAdmins(async (request, repository) => {
      const webhook = webhookOf(simulation, await request.body());
      repository.webhooks.push(webhook);
      return created(renderWebhook(webhook));
    }),
    [`PUT ${base}/default-reviewers/{target_username}`]: forAdmins((request, repository) => {
      const { uuid } = findUser(simulation, parameter(request, 'target_username'));
      if (!repository.defaultReviewers.includes(uuid)) repository.defaultReviewers.push(uuid);
      return ok(renderUserById(simulation, uuid));
    }),
    [`PUT ${base}/branching-model/settings`]: forAdmins(async (request, repository) => {
      repository.branchingModel = { ...repository.branchingModel, ...(await request.body()) };
      return ok(renderBranchingModel(simulation, repository));
    }),
    [`PUT ${base}/override-settings`]: forAdmins(async (request, repository) => {
      repository.overrideSettings = { ...repository.overrideSettings, ...(await request.body()) };
      return noContent();
    }),
    [`PUT ${base}/permissions-config/users/{selected_user_id}`]: forAdmins(async (request, repository) => {
      refuseAccessTokens(request);
      const { uuid } = findUser(simulation, parameter(request, 'selected_user_id'));
      const permission = permissionIn(await request.body());
      simulation.world.grant(uuid, repository.uuid, permission);
      return ok(renderPermission(simulation, repository, { user: uuid, permission }));
    }),
  };
}

/** Kind and pattern are unique together. */
function restrictionOf({ world }: Simulation, repository: Repository, body: Record<string, unknown>): BranchRestriction {
  const { kind, pattern, value, users } = body as { users?: { uuid?: string }[] } & Record<string, unknown>;
  if (typeof kind !== 'string' || typeof pattern !== 'string')
    throw badRequest('kind and pattern are required', { kind: ['required'], pattern: ['required'] });
  if (repository.branchRestrictions.some((known) => known.kind === kind && known.pattern === pattern)) {
    throw badRequest(`A restriction ${kind} for ${pattern} already exists.`);
  }
  const uuids = (users ?? []).flatMap(({ uuid }) => uuid ?? []);
  return { id: world.nextId(), kind, pattern, value: typeof value === 'number' ? value : null, users: uuids };
}

function webhookOf({ now }: Simulation, body: Record<string, unknown>): Webhook {
  const { url, description, events, active } = body;
  if (typeof url !== 'string' || !Array.isArray(events))
    throw badRequest('url and events are required', { url: ['required'], events: ['required'] });
  return {
    uuid: `{${crypto.randomUUID()}}`,
    url,
    description: typeof description === 'string' ? description : '',
    events: events.filter((event) => typeof event === 'string'),
    createdAt: now(),
    active: active !== false,
  };
}

function permissionIn({ permission }: Record<string, unknown>): RepositoryPermission {
  if (permission === 'read' || permission === 'write' || permission === 'admin') return permission;
  throw notFound('permission must be read, write or admin');
}
