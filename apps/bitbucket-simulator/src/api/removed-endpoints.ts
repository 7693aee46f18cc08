import { functionalityRemoved, noSuchUrl } from '../http/api-problem.ts';
import type { Routes } from './route.ts';
import type { Simulation } from './simulation.ts';

/** Cross-workspace endpoints, removed in April 2026 (CHANGE-2770). The last one was seen to answer 404. */
export function removedEndpoints(simulation: Simulation): Routes {
  const gone = () => {
    throw simulation.behaviour.removedEndpoints === 410 ? functionalityRemoved() : noSuchUrl();
  };
  return {
    'GET /repositories': gone,
    'GET /workspaces': gone,
    'GET /snippets': gone,
    'GET /user/permissions/workspaces': gone,
    'GET /user/permissions/repositories': () => {
      throw noSuchUrl();
    },
  };
}
