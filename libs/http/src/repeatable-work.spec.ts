import { describe, expect, it } from '@jest/globals';
import { timeOfOrderedId } from '@holdfast/event-sourcing';
import { repeatably, requestIds, requestSecret, type Seed } from './repeatable-work.ts';

const seed: Seed = { ids: 'seed', began: Date.parse('2026-11-22T08:00:00Z'), secrets: Buffer.from('of this work alone') };
const UUID_7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

async function made(): Promise<string[]> {
  const first = requestIds();
  await Promise.resolve();
  return [first, requestIds(), requestSecret().toString('hex'), requestSecret().toString('hex')];
}

describe('the ids and secrets that a request makes', () => {
  it('are random', async () => {
    const all = [...(await made()), ...(await made())];
    expect(new Set(all).size).toBe(8);
    expect(all.filter((text) => /^[0-9a-f]{64}$/.test(text))).toHaveLength(4);
  });

  it('are the same again in repeatable work, whatever else goes on at that time', async () => {
    const [one, again, other] = await Promise.all([repeatably(seed, made), repeatably(seed, made), made()]);
    expect(one).toEqual(again);
    expect(new Set([...one, ...other]).size).toBe(8);
    for (const id of one.slice(0, 2)) {
      expect(id).toMatch(UUID_7);
      expect(timeOfOrderedId(id)).toBe(seed.began);
    }
  });

  it('are others for another seed', async () => {
    const one = await repeatably(seed, made);
    const other = await repeatably({ ...seed, ids: 'another', secrets: Buffer.from('of another work') }, made);
    expect(new Set([...one, ...other]).size).toBe(8);
  });

  it('are no secret to somebody who knows the ids', async () => {
    const one = await repeatably(seed, made);
    const guessed = await repeatably({ ...seed, secrets: Buffer.from(seed.ids) }, made);
    expect(guessed.slice(0, 2)).toEqual(one.slice(0, 2));
    expect(guessed.slice(2)).not.toEqual(one.slice(2));
  });
});
