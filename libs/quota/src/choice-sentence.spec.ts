import { describe, expect, it } from '@jest/globals';
import { chooseAccount, type Candidate, type ChoiceRecord } from './choice.ts';
import { sentenceOf } from './choice-sentence.ts';

const candidate = (name: string, available: number, more: Partial<Candidate> = {}): Candidate => ({
  ...{ accountId: `a-${name}`, credentialId: name, available, limit: 1_000, sees: null },
  ...more,
});
const read = (chosen: string, choice: ChoiceRecord) =>
  sentenceOf({ accountId: `a-${chosen}`, bucket: 'api', choice }, (credentialId) => `"${credentialId}"`);

describe('why a lease went to its account', () => {
  it('reads like a sentence when it had most left', () => {
    const { record } = chooseAccount([candidate('primary', 640), candidate('build-bot', 812)], null, 'task');
    expect(read('build-bot', record)).toBe('It went to "build-bot", which had most left: 812 of 1,000 requests of api; "primary" had 640.');
  });

  it('reads like a sentence when the task stayed', () => {
    const { record } = chooseAccount([candidate('primary', 640), candidate('build-bot', 812)], 'a-primary', 'task');
    expect(read('primary', record)).toBe('It stayed with "primary", which had 640 of 1,000 requests of api left; "build-bot" had 812.');
  });

  it('names what kept the others out', () => {
    const { record } = chooseAccount(
      [candidate('primary', 640), candidate('spent', 0), candidate('blind', 900, { sees: false })],
      null,
      'task',
    );
    expect(read('primary', record)).toBe(
      'It went to "primary", which had most left: 640 of 1,000 requests of api; "spent" had nothing left, "blind" does not see the repository.',
    );
  });

  it('says so when others were faster, or nobody else was there', () => {
    const { record } = chooseAccount([candidate('primary', 640), candidate('build-bot', 812)], null, 'task');
    expect(read('primary', record)).toBe(
      'It went to "primary", as others were faster to take the rest: it had 640 of 1,000 requests of api left; "build-bot" had 812.',
    );
    expect(read('primary', chooseAccount([candidate('primary', 640)], null, 'task').record)).toBe(
      'It went to "primary", the only account that may be used, with 640 of 1,000 requests of api left.',
    );
  });

  it('reads also what was recorded without limits', () => {
    const candidates = [
      { accountId: 'a-primary', credentialId: 'primary', available: 640 },
      { accountId: 'a-bot', credentialId: 'bot', available: 12 },
    ];
    expect(read('primary', { rule: 'most-left v1', candidates })).toBe(
      'It went to "primary", which had most left: 640 requests of api; "bot" had 12.',
    );
  });
});
