import { describe, expect, it } from '@jest/globals';
import { describeRequest, fieldsRefused, requested } from '@holdfast/http/testing';
import { ClonePlanRequest } from './clone-plan.request.ts';
import { EditPlanRequest, planChangesOf } from './edit-plan.request.ts';
import { PausePlanRequest } from './pause-plan.request.ts';

const full = {
  name: 'Nightly',
  repositories: { include: ['web-*'], exclude: ['*-old'] },
  content: { git: true, lfs: false, metadata: ['pullrequests'] },
  schedule: { cron: '0 3 * * *', timezone: 'Europe/Vienna' },
  window: { start: '22:00', end: '06:00' },
  retention: { daily: 7 },
};
const changes = async (sent: object) => planChangesOf(await requested(EditPlanRequest, sent));

const { retention: _, ...example } = full;
describeRequest('EditPlanRequest', EditPlanRequest, example, planChangesOf);
describeRequest('ClonePlanRequest', ClonePlanRequest, { name: 'Copy' });
describeRequest('PausePlanRequest', PausePlanRequest, { reason: 'maintenance' });

describe('a request to edit a plan', () => {
  it('changes what it says, and nothing else', async () => {
    expect(await changes({})).toStrictEqual({});
    expect(await changes(full)).toStrictEqual(full);
    expect(await changes({ repositories: { exclude: [] }, content: { lfs: true } })).toStrictEqual({
      repositories: { exclude: [] },
      content: { lfs: true },
    });
  });

  it('takes the schedule and the window away by null, and nothing else', async () => {
    expect(await changes({ schedule: null, window: null })).toStrictEqual({ schedule: null, window: null });
    for (const field of ['name', 'repositories', 'content', 'retention'])
      expect(await fieldsRefused(EditPlanRequest, { [field]: null })).toEqual([field]);
  });

  it('does not move a plan to another organization', async () => {
    expect(await fieldsRefused(EditPlanRequest, { organizationId: 'o2' })).toEqual(['organizationId']);
  });

  it.each([
    ['name', { name: ' ' }],
    ['schedule.cron', { schedule: { ...full.schedule, cron: '0 0 30 2 *' } }],
    ['window.end', { window: { start: '22:00', end: '22:00' } }],
    ['repositories.include', { repositories: { include: [] } }],
    ['content.metadata', { content: { metadata: ['issues'] } }],
    ['retention', { retention: { sometimes: 1 } }],
  ])('names %s when it is wrong', async (field, sent) => {
    expect(await fieldsRefused(EditPlanRequest, sent)).toEqual([field]);
  });
});
