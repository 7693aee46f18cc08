import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { text as readText } from 'node:stream/consumers';
import type { Simulation } from '../api/simulation.ts';
import { send } from '../http/send.ts';

const lifetimeSeconds = 7200;

/** The grant `client_credentials`, with the key and secret as Basic. */
export async function answerTokenRequest(simulation: Simulation, incoming: IncomingMessage, response: ServerResponse): Promise<void> {
  const form = new URLSearchParams(await readText(incoming));
  const consumer = simulation.authentication.ofConsumer(incoming.headers.authorization);
  if (!consumer) {
    sendJson(response, 401, { error: 'unauthorized_client', error_description: 'Invalid OAuth client credentials' });
    return;
  }
  if (form.get('grant_type') !== 'client_credentials') {
    sendJson(response, 400, { error: 'unsupported_grant_type' });
    return;
  }
  const token = randomBytes(48).toString('base64url');
  const expiresAt = new Date(simulation.now().getTime() + lifetimeSeconds * 1000);
  simulation.world.oauthTokens.set(token, { consumer, expiresAt });
  sendJson(response, 200, {
    scopes: consumer.scopes.join(' '),
    access_token: token,
    expires_in: lifetimeSeconds,
    token_type: 'bearer',
    state: 'client_credentials',
    refresh_token: randomBytes(12).toString('base64url'),
  });
}

function sendJson(response: ServerResponse, status: number, body: object): void {
  send(response, { status, headers: { 'content-type': 'application/json' }, bytes: Buffer.from(JSON.stringify(body)) });
}
