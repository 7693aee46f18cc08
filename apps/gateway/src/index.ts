export { routeRoles } from './access/route-roles.ts';
export { isOutsideOfApiPrefix, outsideOfApiPrefix } from './api-document/api-prefix.ts';
export { openFrontDoor } from './front/front-door.ts';
export { GatewayModule } from './gateway.module.ts';
export { parkedProjection } from './parked/parked.projection.ts';
export type { ParkedItem, ParkedStatus } from './parked/parked.view.ts';
export { requestEvents, type RequestEvent } from './idempotency/request.events.ts';
export { REQUEST_KEY } from './request-key.ts';
export { revisionsProjection } from './revisions/revisions.projection.ts';
