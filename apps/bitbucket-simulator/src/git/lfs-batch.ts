import type { Simulation } from '../api/simulation.ts';
import { ApiProblem } from '../http/api-problem.ts';

export interface LfsBatch {
  readonly operation: 'download' | 'upload';
  readonly objects: readonly LfsObject[];
}

interface LfsObject {
  readonly oid: string;
  readonly size: number;
}

/** Reads the body of git-lfs's batch request. Throws ApiProblem 422. */
export function parseBatch(body: Record<string, unknown>): LfsBatch {
  const { operation, objects } = body;
  if ((operation !== 'download' && operation !== 'upload') || !Array.isArray(objects))
    throw new ApiProblem(422, '{"message":"Not a batch request."}');
  return { operation, objects: objects.filter(isLfsObject) };
}

/** Says for each object where to get it or where to put it; what is there already needs no upload. */
export function answerBatch(simulation: Simulation, { operation, objects }: LfsBatch): object {
  const answerFor = operation === 'download' ? downloadOf : uploadOf;
  return { transfer: 'basic', objects: objects.map((object) => answerFor(simulation, object)) };
}

function downloadOf(simulation: Simulation, { oid, size }: LfsObject): object {
  const content = simulation.objects.get(oid);
  if (!content) return { oid, size, error: { code: 404, message: 'Object does not exist' } };
  return { oid, size: content.length, authenticated: true, actions: { download: { href: hrefOf(simulation, oid), expires_in: 3600 } } };
}

function uploadOf(simulation: Simulation, { oid, size }: LfsObject): object {
  if (simulation.objects.get(oid)) return { oid, size };
  return { oid, size, authenticated: true, actions: { upload: { href: hrefOf(simulation, oid), expires_in: 3600 } } };
}

function hrefOf({ signedLinks, origins }: Simulation, oid: string): string {
  return signedLinks.sign(origins.storage, `/lfs/${oid}`);
}

function isLfsObject(value: unknown): value is LfsObject {
  const { oid, size } = (value ?? {}) as Partial<LfsObject>;
  return typeof oid === 'string' && /^[0-9a-f]{64}$/.test(oid) && typeof size === 'number';
}
