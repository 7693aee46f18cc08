export { AccessHttpModule, AccessModule } from './access.module.ts';
export { accessTokensProjection } from './application/access-tokens.projection.ts';
export { ADMINISTRATOR_TOKEN, administratorToken, type AdministratorToken } from './application/administrator-token.ts';
export { RefusalLog } from './application/refusal-log.ts';
export { TokenDirectory, type AccessToken, type TokenCheck } from './application/token-directory.ts';
export { hashOf } from './application/token-secret.ts';
export { TokenUses } from './application/token-uses.ts';
