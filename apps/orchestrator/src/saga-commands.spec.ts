import { describe, expect, it } from '@jest/globals';
import { newContext } from '@holdfast/event-sourcing';
import { VerifyCredential } from '@holdfast/organizations';
import { DisablePlanCredential } from '@holdfast/plans';
import { EndRun, ForecastRun, MoveTaskToAnotherAccount, RecordTrialRequests, StartRun } from '@holdfast/runs';
import { ReplayParked } from './replays/replay-parked.command.ts';
import { commandOf } from './saga-commands.ts';
import { sagas } from './sagas.ts';

const context = newContext('command-1', 'saga:AnySaga');

describe('The commands of sagas', () => {
  it.each([
    ['StartRun', StartRun],
    ['EndRun', EndRun],
    ['MoveTaskToAnotherAccount', MoveTaskToAnotherAccount],
    ['DisablePlanCredential', DisablePlanCredential],
    ['VerifyCredential', VerifyCredential],
    ['ReplayParked', ReplayParked],
    ['ForecastRun', ForecastRun],
    ['RecordTrialRequests', RecordTrialRequests],
  ])('are known by the name that is stored: %s', (type, command) => {
    const data = { any: 'data' };
    const given = commandOf({ type, data }, context);
    expect(given).toBeInstanceOf(command);
    expect(given).toMatchObject({ data, context });
  });

  it.each(['CancelRun', 'constructor', 'toString', ''])('are refused when this version does not know them: "%s"', (type) => {
    expect(() => commandOf({ type, data: {} }, context)).toThrow(`a saga asked for "${type}", which this version does not know`);
  });
});

describe('The sagas', () => {
  it('have the names under which their state is stored: none may change', () => {
    expect(sagas.map(({ name }) => name)).toEqual([
      'StartRunWhenRequested',
      'SwitchAccountWhenRefused',
      'VerifyCredentialWhenRejected',
      'DisablePlanCredentialWhenRemoved',
      'EndRunWhenTasksHaveEnded',
      'ReplayParkedWhenRequested',
      'ForecastRunWhenPlanned',
      'RecordTrialRequestsWhenTried',
    ]);
  });
});
