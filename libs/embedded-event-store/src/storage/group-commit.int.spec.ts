import { describe, expect, it } from '@jest/globals';
import { DatabaseSync } from 'node:sqlite';
import { GroupCommit, StoreClosedError } from './group-commit.ts';

interface Scene {
  readonly commit: GroupCommit;
  readonly story: string[];
  insert(n: number): () => number;
  stored(): unknown[];
}

function scene(): Scene {
  const database = new DatabaseSync(':memory:');
  database.exec('CREATE TABLE numbers (n INTEGER PRIMARY KEY)');
  const story: string[] = [];
  const commit = new GroupCommit(database, {
    onCommitted: () => void story.push('committed'),
    onRolledBack: () => void story.push('rolled back'),
  });
  const insert = (n: number) => () => {
    story.push(`insert ${n}`);
    database.prepare('INSERT INTO numbers VALUES (?)').run(n);
    return n;
  };
  return {
    commit,
    story,
    insert,
    stored: () =>
      database
        .prepare('SELECT n FROM numbers')
        .all()
        .map((row) => row['n']),
  };
}

describe('committing in groups', () => {
  it('puts what is submitted in one turn into one transaction, in its order', async () => {
    const { commit, insert, story, stored } = scene();
    expect(await Promise.all([commit.submit(insert(2)), commit.submit(insert(1))])).toEqual([2, 1]);
    expect(story).toEqual(['insert 2', 'insert 1', 'committed']);
    expect(stored()).toEqual([1, 2]);
  });

  it('stores nothing of a group of which one fails, and tells everybody', async () => {
    const { commit, insert, story, stored } = scene();
    const outcomes = await Promise.allSettled([commit.submit(insert(1)), commit.submit(insert(1)), commit.submit(insert(2))]);
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    expect(story.at(-1)).toBe('rolled back');
    expect(stored()).toEqual([]);
  });

  it('goes on after a group that failed', async () => {
    const { commit, insert, stored } = scene();
    await Promise.allSettled([commit.submit(insert(1)), commit.submit(insert(1))]);
    await commit.submit(insert(3));
    expect(stored()).toEqual([3]);
  });

  it('writes what was submitted before it is closed, and refuses what comes after', async () => {
    const { commit, insert, stored } = scene();
    const before = commit.submit(insert(1));
    commit.close();
    expect(stored()).toEqual([1]);
    expect(await before).toBe(1);
    await expect(commit.submit(insert(2))).rejects.toBeInstanceOf(StoreClosedError);
  });
});
