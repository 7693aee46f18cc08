import type { User } from '../world/people.ts';
import type { Comment, InlinePosition, Participant, PullRequest, PullRequestUpdate, Task } from '../world/pull-request.ts';
import type { PullRequestPlan } from './pull-request-plan.ts';
import type { SeededRandom } from './seeded-random.ts';
import { paths, remarks } from './words.ts';

export interface PullRequestWishes {
  readonly plan: PullRequestPlan;
  readonly hashes: ReadonlyMap<number, string>;
  readonly people: readonly User[];
  readonly comments: number;
  readonly random: SeededRandom;
  readonly nextId: () => number;
}

const minute = 60_000;

/** A pull request with its reviewers, its conversation, and the story of its states. */
export function seedPullRequest(wishes: PullRequestWishes): PullRequest {
  const { plan, random, people } = wishes;
  const author = random.pick(people).uuid;
  const comments = seedComments(wishes);
  const endedOn = later(comments.at(-1)?.createdOn ?? plan.createdOn, 30);
  const participants = seedParticipants(wishes, author);
  const closedBy = plan.state === 'OPEN' ? null : (participants[0]?.user ?? author);
  return {
    ...hashesOf(wishes),
    id: plan.id,
    title: plan.title,
    description: random.pick(remarks),
    state: plan.state,
    author,
    sourceIsGone: plan.id % 7 === 0,
    sourceBranch: plan.sourceBranch,
    destinationBranch: 'main',
    closedBy,
    reason: plan.state === 'DECLINED' ? 'Not now – vielleicht später.' : '',
    closeSourceBranch: plan.state === 'MERGED',
    draft: plan.state === 'OPEN' && random.chance(0.2),
    createdOn: plan.createdOn,
    updatedOn: endedOn,
    participants,
    comments,
    tasks: seedTasks(wishes, comments),
    updates: seedUpdates(plan, author, closedBy, endedOn),
  };
}

function hashesOf({ plan, hashes }: PullRequestWishes): Pick<PullRequest, 'sourceHash' | 'destinationHash' | 'mergeHash'> {
  const hashOf = (mark: number) => hashes.get(mark) ?? '';
  return {
    sourceHash: hashOf(plan.source),
    destinationHash: hashOf(plan.destination),
    mergeHash: plan.merge === null ? null : hashOf(plan.merge),
  };
}

/** The first is general, the second stands at a line, the third answers the second, the fourth was deleted; then they vary. */
function seedComments({ plan, random, people, comments: count, nextId }: PullRequestWishes): Comment[] {
  const comments: Comment[] = [];
  for (let index = 0; index < count; index += 1) {
    const createdOn = later(plan.createdOn, (index + 1) * 7);
    const parent = index % 4 === 2 ? (comments[index - 1] ?? null) : null;
    const deleted = index % 4 === 3;
    comments.push({
      id: nextId(),
      author: index % 6 === 5 ? null : random.pick(people).uuid,
      createdOn,
      updatedOn: deleted ? later(createdOn, 3) : createdOn,
      raw: random.pick(remarks),
      deleted,
      parent: parent?.id ?? null,
      inline: parent ? parent.inline : index % 4 === 1 ? seedPosition(random) : null,
      resolvedBy: index % 8 === 1 ? random.pick(people).uuid : null,
    });
  }
  return comments;
}

function seedPosition(random: SeededRandom): InlinePosition {
  const line = random.integer(1, 3);
  const path = random.pick(paths);
  return random.chance(0.5) ? { path, from: null, to: line } : { path, from: line, to: null };
}

function seedParticipants({ people, plan, random }: PullRequestWishes, author: string): Participant[] {
  const others = people.filter(({ uuid }) => uuid !== author);
  const first = random.integer(0, Math.max(0, others.length - 1));
  return [others[first], others[(first + 1) % others.length]].flatMap((user, index): Participant[] => {
    if (!user) return [];
    const state = index === 0 ? 'approved' : random.chance(0.3) ? 'changes_requested' : null;
    return [{ user: user.uuid, role: 'REVIEWER', state, participatedOn: state && later(plan.createdOn, 20 + index) }];
  });
}

function seedTasks({ plan, random, people, nextId }: PullRequestWishes, comments: readonly Comment[]): Task[] {
  if (plan.id % 3 !== 1) return [];
  const creator = random.pick(people).uuid;
  return [null, creator].map((resolvedBy, index) => ({
    id: nextId(),
    creator,
    comment: comments[index]?.id ?? null,
    raw: random.pick(remarks),
    createdOn: later(plan.createdOn, 15),
    updatedOn: later(plan.createdOn, 16),
    resolvedBy,
  }));
}

function seedUpdates(plan: PullRequestPlan, author: string, closedBy: string | null, endedOn: Date): PullRequestUpdate[] {
  const opened: PullRequestUpdate = { date: plan.createdOn, author, state: 'OPEN' };
  return closedBy === null ? [opened] : [opened, { date: endedOn, author: closedBy, state: plan.state }];
}

function later(date: Date, minutes: number): Date {
  return new Date(date.getTime() + minutes * minute);
}
