import type { ParkedItem } from '@holdfast/gateway';
import type { RouteDescriptions } from '../route-description.ts';
import { ids, pageOf } from './examples.ts';

const parked: ParkedItem = {
  ...{ id: ids.parked, saga: 'start-run-when-requested', instance: ids.run, status: 'parked', correlationId: 'ci-run-4711' },
  event: { id: ids.event, type: 'RunRequested', stream: `run-${ids.run}`, revision: 0 },
  command: { type: 'StartRun', data: { runId: ids.run } },
  ...{ code: 'PLAN_NOT_FOUND', message: `There is no plan ${ids.plan}.`, parkedAt: '2026-11-23T01:00:01.000Z' },
};
const readModels = {
  ...{ version: '5f0f3c1a', presentVersion: '5f0f3c1a', caughtUp: true, ready: true, position: '81212/81212', lastStored: '81212/81212' },
  ...{ events: 4_512, eventsSinceStart: 12, eventsPerSecond: 0, lagSeconds: 0, failure: null, standsStillAt: null, rebuild: null },
};
const ofParked = ['PARKED_NOT_FOUND', 'PARKED_BEING_REPLAYED', 'PARKED_ALREADY_REPLAYED', 'PARKED_ALREADY_DISCARDED'];

export const installationRoutes: RouteDescriptions = {
  'GET /healthz': { summary: 'Whether the process lives', answer: { status: 'ok' } },
  'GET /readyz': {
    summary: 'Whether the process can serve',
    errors: ['EVENT_STORE_UNAVAILABLE', 'EVENT_STORE_ACCESS_DENIED', 'NOT_READY'],
    answer: { status: 'ok' },
  },
  'GET /metrics': {
    summary: 'What Prometheus reads: requests, leases, refusals and waits by account and bucket',
    streams: { 'text/plain': '# HELP holdfast_requests_total Requests that were sent to the provider.' },
  },
  'GET /api/openapi.json': { summary: 'This document', streams: { 'application/json': '{"openapi": "3.1.0"}' } },
  'GET /api/docs': { summary: 'This document as a page', streams: { 'text/html': '<!doctype html>' } },
  'GET /api/docs/show-document.js': { summary: 'What starts the page', streams: { 'text/javascript': '…' } },
  'GET /api/docs/swagger-ui-bundle.js': { summary: 'What shows the document on the page', streams: { 'text/javascript': '…' } },
  'GET /api/docs/swagger-ui.css': { summary: 'How the page looks', streams: { 'text/css': '…' } },
  'GET /api/v1/read-models': { summary: 'How far the read models of this gateway are', answer: readModels },
  'POST /api/v1/read-models/rebuild': { summary: 'Build the read models of this gateway anew', answer: readModels },
  'GET /api/v1/parked': { summary: 'List what sagas could not do, newest first', answer: pageOf(parked) },
  'GET /api/v1/parked/:id': { summary: 'Show what a saga could not do', errors: ['PARKED_NOT_FOUND'], answer: parked },
  'POST /api/v1/parked/:id/replay': { summary: 'Try it again', errors: ofParked, answer: { id: ids.parked } },
  'POST /api/v1/parked/:id/discard': {
    summary: 'Give it up',
    errors: ofParked,
    request: { reason: 'The plan was deleted on purpose.' },
    answer: { id: ids.parked },
  },
};
