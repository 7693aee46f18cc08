import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { NO_EVENTS } from '@holdfast/event-sourcing';
import { Logger } from '@nestjs/common';
import { openPlatform, type Platform } from './platform.ts';
import { productEvents } from './product-events.ts';
import { readSettings } from './settings.ts';

describe('the platform', () => {
  let directory: string;
  let platform: Platform;

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'platform-'));
    platform = await openPlatform(readSettings({}, directory));
  });
  afterEach(async () => {
    jest.restoreAllMocks();
    await platform.close();
    await rm(directory, { recursive: true, force: true });
  });

  it('reads every event of the product in its present shape', () => {
    expect(platform.eventStore.reader.registry).toBe(productEvents);
  });

  it('goes on after an event that this version does not know, and logs its name once', async () => {
    const warnings = jest.spyOn(Logger.prototype, 'warn').mockReturnValue();
    const metadata = { actor: 'token:test', at: '2026-11-22T08:00:00.000Z', commandId: 'c', $correlationId: 'c', $causationId: 'c' };
    const event = { type: 'PlanPainted', data: { planId: 'p1' } };
    const ids = ['7c9e6679-7425-40de-944b-e07fc1f90ae7', '550e8400-e29b-41d4-a716-446655440000'];
    const position = await platform.eventStore.append(
      'plan-p1',
      NO_EVENTS,
      ids.map((id) => ({ id, event, metadata })),
    );
    await platform.readModels.waitFor(position);
    const said = warnings.mock.calls.flat().filter((text) => String(text).includes('plan-p1'));
    expect(said).toEqual([
      'plan-p1 holds an event "PlanPainted", which this version does not know: read models and sagas pass over all of that name',
    ]);
  });
});
