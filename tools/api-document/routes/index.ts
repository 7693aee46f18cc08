import type { RouteDescriptions } from '../route-description.ts';
import { accessRoutes } from './access.ts';
import { auditRoutes } from './audit.ts';
import { installationRoutes } from './installation.ts';
import { organizationRoutes } from './organizations.ts';
import { planRoutes } from './plans.ts';
import { runRoutes } from './runs.ts';
import { snapshotRoutes } from './snapshots.ts';

/** Everything that is written about routes, in the order of the page. */
export const descriptionsByTag: readonly { readonly tag: string; readonly meaning: string; readonly routes: RouteDescriptions }[] = [
  { tag: 'Organizations', meaning: 'Workspaces, and the credentials that reach them.', routes: organizationRoutes },
  { tag: 'Plans', meaning: 'What is backed up, when, and with which accounts.', routes: planRoutes },
  { tag: 'Runs', meaning: 'What happened, and who spent what.', routes: runRoutes },
  { tag: 'Snapshots', meaning: 'What is in the vault, and how it comes back.', routes: snapshotRoutes },
  { tag: 'Audit', meaning: 'Everything that happened, and the proof that nothing was changed.', routes: auditRoutes },
  { tag: 'Access', meaning: 'Tokens of this API.', routes: accessRoutes },
  { tag: 'Installation', meaning: 'The state of this installation.', routes: installationRoutes },
];
