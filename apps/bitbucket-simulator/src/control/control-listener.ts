import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { ApiProblem } from '../http/api-problem.ts';
import { readJsonObject } from '../http/request-body.ts';
import { send } from '../http/send.ts';
import { controlActions } from './control-actions.ts';
import type { SimulatorControl } from './simulator-control.ts';

/** `GET /_control/statistics`, `GET /_control/requests`, and `POST /_control/<action>` with a JSON object; not counted and not logged. */
export function controlListener(control: SimulatorControl): RequestListener {
  return (incoming, response) => {
    void answer(control, incoming, response);
  };
}

async function answer(control: SimulatorControl, incoming: IncomingMessage, response: ServerResponse): Promise<void> {
  try {
    const action = /^\/_control\/([a-z-]+)$/.exec(incoming.url ?? '')?.[1] ?? '';
    const handle = controlActions(control)[`${incoming.method ?? 'GET'} ${action}`];
    if (!handle) {
      respond(response, 404, { message: `There is no ${incoming.method ?? ''} ${action}.` });
      return;
    }
    const result = await handle(await readJsonObject(incoming));
    respond(response, 200, result ?? {});
  } catch (error) {
    if (error instanceof ApiProblem) respond(response, error.status, JSON.parse(error.body));
    else respond(response, 400, { message: error instanceof Error ? error.message : String(error) });
  }
}

function respond(response: ServerResponse, status: number, body: unknown): void {
  send(response, { status, headers: { 'content-type': 'application/json' }, bytes: Buffer.from(JSON.stringify(body)) });
}
