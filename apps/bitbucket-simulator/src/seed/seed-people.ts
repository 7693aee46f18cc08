import type { User, WorkspaceRole } from '../world/people.ts';
import { World } from '../world/world.ts';
import type { SeedOptions } from './seed-options.ts';
import { SeededRandom } from './seeded-random.ts';
import { people, projectNames } from './words.ts';

export interface SeededPeople {
  readonly admins: readonly User[];
  readonly member: User;
  readonly stranger: User;
}

const workspaceCreatedOn = new Date(Date.UTC(2025, 0, 2, 8));

/** The workspace with its people and projects, and nothing in them yet. */
export function seedWorld(options: SeedOptions): { world: World; people: SeededPeople } {
  const random = new SeededRandom(options.seed, 'workspace');
  const name = `${options.workspace.charAt(0).toUpperCase()}${options.workspace.slice(1)} GmbH`;
  const world = new World({ uuid: `{${random.uuid()}}`, slug: options.workspace, name, createdOn: workspaceCreatedOn });
  seedProjects(world, options, random);
  return { world, people: seedPeople(world, options) };
}

function seedProjects(world: World, options: SeedOptions, random: SeededRandom): void {
  for (let number = 0; number < Math.max(1, options.projects); number += 1) {
    const [key, name] = projectNames[number] ?? [`P${number}`, `Project ${number}`];
    world.projects.push({
      uuid: `{${random.uuid()}}`,
      key,
      name,
      description: '',
      createdOn: new Date(workspaceCreatedOn.getTime() + number),
    });
  }
}

function seedPeople(world: World, options: SeedOptions): SeededPeople {
  const admins = Array.from({ length: options.admins }, (_, number) => addUser(world, options.seed, number, 'owner'));
  const member = addUser(world, options.seed, options.admins, 'member');
  return { admins, member, stranger: addUser(world, options.seed, options.admins + 1, null) };
}

function addUser(world: World, seed: number, number: number, role: WorkspaceRole | null): User {
  const random = new SeededRandom(seed, 'user', number);
  const [first, displayName] = people[number % people.length] ?? ['someone', 'Someone'];
  const username = number < people.length ? first : `${first}${number}`;
  const uuid = random.uuid();
  const user: User = {
    uuid: `{${uuid}}`,
    accountId: `712020:${random.uuid()}`,
    username,
    email: `${username}@example.com`,
    displayName,
    createdOn: workspaceCreatedOn,
  };
  world.users.set(user.uuid, user);
  if (role) world.members.set(user.uuid, role);
  return user;
}
