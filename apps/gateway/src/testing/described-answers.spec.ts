import { describe, expect, it } from '@jest/globals';
import { DescribedAnswers, type AnswerOfGateway } from './described-answers.ts';

const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });
const problem = {
  type: 'object',
  properties: { status: { type: 'integer' }, code: { type: 'string' } },
  required: ['status', 'code'],
};
const notFound = { ...ref('Problem'), properties: { status: { const: 404 }, code: { enum: ['NO_DOOR'] } } };
const lock = { type: ['object', 'null'], properties: { key: { type: 'string' } } };
const door = {
  type: 'object',
  properties: { id: { type: 'string' }, openedAt: { type: ['string', 'null'], format: 'date-time' }, lock },
  required: ['id'],
};

const document = {
  paths: {
    '/doors/{id}': {
      get: {
        responses: {
          200: { content: { 'application/json': { schema: ref('Door') }, 'text/csv': { schema: { type: 'string' } } } },
          404: { content: { 'application/problem+json': { schema: notFound } } },
        },
      },
      delete: { responses: { 204: {} } },
    },
    '/doors/front': { get: { responses: { 200: { $ref: '#/components/responses/Door' } } } },
  },
  components: {
    schemas: { Door: door, Problem: problem },
    responses: { Door: { content: { 'application/json': { schema: ref('Door') } } } },
  },
};

describe('an answer', () => {
  const answers = new DescribedAnswers(document);
  const fine: AnswerOfGateway = {
    method: 'GET',
    path: '/doors/a',
    status: 200,
    contentType: 'application/json; charset=utf-8',
    body: { id: 'a' },
  };
  const problemOf = (status: number, code: string) => ({ status, contentType: 'application/problem+json', body: { status, code } });
  const checked = (changes: Partial<AnswerOfGateway>) => () => {
    answers.check({ ...fine, ...changes });
  };

  it.each<[string, Partial<AnswerOfGateway>]>([
    ['a body', {}],
    ['a body with everything', { body: { id: 'a', openedAt: '2026-11-22T08:00:00.000Z' } }],
    ['another media type', { contentType: 'text/csv', body: undefined }],
    ['a refusal', problemOf(404, 'NO_DOOR')],
    ['no body', { method: 'DELETE', status: 204, contentType: null, body: undefined }],
    ['only a head', { method: 'HEAD', body: undefined }],
    ['what several routes answer', { path: '/doors/front' }],
    ['a refusal where no route is', { path: '/windows', ...problemOf(404, 'NOT_FOUND') }],
  ])('may be %s that the document describes', (_, changes) => {
    expect(checked(changes)).not.toThrow();
  });

  it.each<[string, Partial<AnswerOfGateway>, string]>([
    ['has a field more', { body: { id: 'a', colour: 'red' } }, '{"additionalProperty":"colour"}'],
    ['has a field more within', { body: { id: 'a', lock: { code: 7 } } }, '/lock must NOT have additional properties'],
    ['lacks a field', { body: {} }, "must have required property 'id'"],
    ['has a field of another type', { body: { id: 7 } }, '/id must be string'],
    ['has a time that is none', { body: { id: 'a', openedAt: 'yesterday' } }, '/openedAt must match format "date-time"'],
    ['has another status', { status: 202 }, 'the status is none of 200, 404'],
    ['has another code', problemOf(404, 'NO_HOUSE'), '/code must be equal to one of the allowed values'],
    ['has a field more in a refusal', { ...problemOf(404, 'NO_DOOR'), body: { status: 404, code: 'NO_DOOR', hint: 'up' } }, '"hint"'],
    ['is of another media type', { contentType: 'text/html' }, 'the body is text/html'],
    ['has no body', { contentType: null, body: undefined }, 'there is no body'],
    ['has a body where none belongs', { method: 'DELETE', status: 204 }, 'in place of none'],
    ['is of no route', { path: '/windows' }, 'there is no such route'],
  ])('is refused when it %s, with the place and what to do', (_, changes, words) => {
    expect(checked(changes)).toThrow(words);
    expect(checked(changes)).toThrow('npm run docs:api');
  });
});
