import { describe, expect, it } from '@jest/globals';
import { describeRequest, fieldsRefused, requested } from '@holdfast/http/testing';
import { CreatePlanRequest, planDefinitionOf } from './create-plan.request.ts';

const least = { name: 'Nightly', organizationId: 'o1' };
const full = {
  ...least,
  repositories: { include: ['web-*', 'acme/*'], exclude: ['*-old'] },
  content: { git: true, lfs: false, metadata: ['pullrequests'] },
  schedule: { cron: '0 3 * * *', timezone: 'Europe/Vienna' },
  window: { start: '22:00', end: '06:00', timezone: 'Europe/Vienna' },
  additionalCredentials: { enabled: true, credentialIds: ['c2', 'c3'] },
};

describeRequest('CreatePlanRequest', CreatePlanRequest, full, planDefinitionOf);

describe('a request to create a plan', () => {
  it('needs a name and an organization, no more', async () => {
    expect(await fieldsRefused(CreatePlanRequest, {})).toEqual(['name', 'organizationId']);
    expect(planDefinitionOf(await requested(CreatePlanRequest, least))).toEqual({
      ...least,
      repositories: { include: ['*'], exclude: [] },
      content: { git: true, lfs: false, metadata: ['pullrequests'] },
      schedule: null,
      window: null,
      retention: {},
    });
  });

  it('uses the primary credential alone unless it says otherwise', async () => {
    const { additionalCredentials } = await requested(CreatePlanRequest, least);
    expect(additionalCredentials).toEqual({ enabled: false, credentialIds: [] });
  });

  it('takes what it says, and nothing of the request class', async () => {
    const { additionalCredentials: _, ...definition } = full;
    expect(planDefinitionOf(await requested(CreatePlanRequest, full))).toStrictEqual({ ...definition, retention: {} });
  });

  it('knows metadata in every spelling, each kind once', async () => {
    const content = { metadata: ['pull-requests', 'PullRequests', 'pull_requests', 'pullrequests'] };
    expect(planDefinitionOf(await requested(CreatePlanRequest, { ...least, content })).content).toEqual({
      git: true,
      lfs: false,
      metadata: ['pullrequests'],
    });
  });

  it.each([
    ['name', ' '],
    ['name', 'x'.repeat(201)],
    ['organizationId', ''],
    ['organizationId', null],
    ['repositories', null],
    ['repositories', []],
    ['repositories', [{ include: ['*'] }]],
    ['content', null],
    ['content', 'git'],
    ['schedule', '0 3 * * *'],
    ['schedule', []],
    ['window', '22:00-06:00'],
    ['retention', { sometimes: 7 }],
    ['additionalCredentials', null],
    ['additionalCredentials', 'c2'],
    ['retention', null],
    ['retention', [7]],
    ['retention', { daily: '7' }],
    ['retention', { daily: -1 }],
    ['retention', { daily: 1.5 }],
    ['retention', { daily: { at: 7 } }],
    ['retention', { 'no such\nname': 7 }],
  ])('names %s when it is %j', async (field, value) => {
    expect(await fieldsRefused(CreatePlanRequest, { ...full, [field]: value })).toEqual([field]);
  });

  it.each([
    ['repositories', 'include', []],
    ['repositories', 'include', null],
    ['repositories', 'include', 'web-*'],
    ['repositories', 'include', ['web-*', '']],
    ['repositories', 'exclude', ['a\u0000b']],
    ['repositories', 'include', ['{web,api}']],
    ['repositories', 'include', ['project:']],
    ['repositories', 'include', [['web']]],
    ['repositories', 'exclude', ['x'.repeat(201)]],
    ['repositories', 'exclude', Array.from({ length: 1_001 }, () => 'web')],
    ['content', 'git', 'yes'],
    ['content', 'lfs', null],
    ['content', 'metadata', ['issues']],
    ['content', 'metadata', [['pullrequests']]],
    ['content', 'metadata', null],
    ['additionalCredentials', 'enabled', 1],
    ['additionalCredentials', 'credentialIds', 'c2'],
    ['additionalCredentials', 'credentialIds', [7]],
    ['additionalCredentials', 'credentialIds', null],
  ])('names %s.%s when it is wrong', async (part, field, value) => {
    expect(await fieldsRefused(CreatePlanRequest, { ...least, [part]: { [field]: value } })).toEqual([`${part}.${field}`]);
  });

  it.each([
    ['schedule', 'cron', ['', '0 3 * *', '0 0 3 * * *', '@daily', '60 3 * * *', '0 0 30 2 *', null, 7]],
    ['schedule', 'timezone', ['', 'Mars/Olympus', '+02:00', null, 7]],
    ['window', 'start', ['24:00', '9:00', '', null, 900]],
    ['window', 'end', ['22:00', '24:00', '', null]],
    ['window', 'timezone', ['Mars/Olympus', null]],
  ] as const)('names %s.%s when it says nothing that comes', async (part, field, values) => {
    for (const value of values)
      expect(await fieldsRefused(CreatePlanRequest, { ...full, [part]: { ...full[part], [field]: value } })).toEqual([`${part}.${field}`]);
  });

  it('may leave the time zone of its window to the schedule', async () => {
    const window = { start: '22:00', end: '06:00' };
    expect(planDefinitionOf(await requested(CreatePlanRequest, { ...least, window })).window).toStrictEqual(window);
  });

  it('takes retention as numbers by reason', async () => {
    const retention = { last: 3, daily: 7, monthly: 0 };
    expect(planDefinitionOf(await requested(CreatePlanRequest, { ...least, retention })).retention).toEqual(retention);
  });
});
