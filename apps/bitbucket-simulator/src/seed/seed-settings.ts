import type { User } from '../world/people.ts';
import type { Repository } from '../world/repository.ts';
import type { World } from '../world/world.ts';
import type { SeededRandom } from './seeded-random.ts';

export interface SettingsWishes {
  readonly world: World;
  readonly repository: Repository;
  readonly people: readonly User[];
  readonly number: number;
  readonly random: SeededRandom;
  readonly nextId: () => number;
}

/** Branch restrictions everywhere; webhooks on every third repository; reviewers, permissions and a download on the first one. */
export function seedSettings(wishes: SettingsWishes): void {
  seedRestrictions(wishes);
  if (wishes.number % 3 === 0) seedWebhook(wishes);
  if (wishes.number === 0) seedFirst(wishes);
}

function seedRestrictions({ repository, nextId }: SettingsWishes): void {
  const rule = { pattern: 'main', users: [] };
  repository.branchRestrictions.push(
    { ...rule, id: nextId(), kind: 'force', value: null },
    { ...rule, id: nextId(), kind: 'require_approvals_to_merge', value: 2 },
  );
}

function seedWebhook({ repository, random }: SettingsWishes): void {
  repository.webhooks.push({
    uuid: `{${random.uuid()}}`,
    url: 'https://builds.example.com/bitbucket',
    description: 'Baut nach jedem Push',
    events: ['repo:push', 'pullrequest:created'],
    createdAt: repository.createdOn,
    active: true,
  });
}

function seedFirst({ world, repository, people, random }: SettingsWishes): void {
  const [first, second] = people;
  const last = people.at(-1);
  if (!first || !last) return;
  repository.defaultReviewers.push(...[first, second ?? first].map(({ uuid }) => uuid));
  world.grant(last.uuid, repository.uuid, 'write');
  repository.downloads.push({
    name: 'handbook ü.bin',
    content: random.bytes(20_000),
    createdOn: repository.createdOn,
    user: first.uuid,
    downloads: 7,
  });
}
