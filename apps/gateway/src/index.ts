export { accessEvents, type AdministratorTokenIssued } from './access/access.events.ts';
export { ADMINISTRATOR_TOKEN } from './access/access.guard.ts';
export { administratorToken, type AdministratorToken } from './access/administrator-token.ts';
export { GatewayModule } from './gateway.module.ts';
export { parkedProjection } from './parked/parked.projection.ts';
export type { ParkedItem, ParkedStatus } from './parked/parked.view.ts';
