import { describe, expect, it } from '@jest/globals';
import { contextAfter, furtherContext, metadataOf, newContext } from './command.ts';
import { numbered } from './testing/numbered.ts';
import { recorded } from './testing/recorded.ts';

const context = { commandId: 'c2', actor: 'token:ann', correlationId: 'c1', causationId: 'e1' };

describe('the context of a command', () => {
  it('begins a story with itself', () => {
    expect(newContext('c1', 'token:ann')).toEqual({ commandId: 'c1', actor: 'token:ann', correlationId: 'c1', causationId: 'c1' });
  });

  it('goes on in the same story and from the same cause, with a repeatable id of its own', () => {
    const further = furtherContext(context, 'task', 1);
    expect(further).toMatchObject({ actor: 'token:ann', correlationId: 'c1', causationId: 'e1' });
    expect(furtherContext(context, 'task', 1)).toEqual(further);
    expect(new Set([further.commandId, furtherContext(context, 'task', 2).commandId, context.commandId]).size).toBe(3);
  });

  it('answers an event, with an id that follows from the event, the actor and the step', () => {
    const event = recorded(numbered(1), 0, 'test-1');
    const answer = contextAfter(event, 'saga:Tidy', 'first');
    expect(answer).toMatchObject({ actor: 'saga:Tidy', correlationId: event.metadata.$correlationId, causationId: event.id });
    expect(contextAfter(event, 'saga:Tidy', 'first')).toEqual(answer);
    expect(contextAfter(event, 'saga:Tidy', 'second').commandId).not.toBe(answer.commandId);
    expect(contextAfter(event, 'saga:Other', 'first').commandId).not.toBe(answer.commandId);
  });

  it('is stored beside the events', () => {
    expect(metadataOf(context, new Date('2026-11-22T08:00:00Z'))).toEqual({
      actor: 'token:ann',
      at: '2026-11-22T08:00:00.000Z',
      commandId: 'c2',
      $correlationId: 'c1',
      $causationId: 'e1',
    });
  });
});
