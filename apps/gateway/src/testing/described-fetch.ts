import { DescribedAnswers, isJson } from './described-answers.ts';

const answers = new DescribedAnswers();

/** `fetch` of something of a gateway. Throws when the document of the API says otherwise than what is answered. */
export async function describedFetch(url: string, init: RequestInit = {}): Promise<Response> {
  const { method = 'GET' } = init;
  const response = await fetch(url, init);
  const { status, headers } = response;
  const contentType = headers.get('content-type');
  const answer = { method, path: new URL(url).pathname, status, contentType };
  if (method === 'HEAD' || !isJson(contentType)) {
    answers.check({ ...answer, body: undefined });
    return response;
  }
  const text = await response.text();
  answers.check({ ...answer, body: JSON.parse(text) as unknown });
  return new Response(text, { status, headers });
}
