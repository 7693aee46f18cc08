import type { IncomingMessage } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { badRequest } from './api-problem.ts';

/** The JSON object of the body; an empty body is an empty object. Throws ApiProblem 400. */
export async function readJsonObject(request: IncomingMessage): Promise<Record<string, unknown>> {
  const bytes = await buffer(request);
  if (bytes.length === 0) return {};
  const value = parse(bytes.toString());
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw badRequest('The body must be a JSON object.');
  return value as Record<string, unknown>;
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    throw badRequest('The body is not JSON.');
  }
}
