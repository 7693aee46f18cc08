import type { AuditEntry } from '@holdfast/audit/contracts';
import { DescribedAnswers } from '@holdfast/gateway/testing';
import type { Page } from '@holdfast/http';
import type { CredentialView } from '@holdfast/organizations/contracts';
import type { PlanView } from '@holdfast/plans/contracts';
import type { AccountView, RepositoryView, RestoreView, RunView, SnapshotView, TaskView } from '@holdfast/runs/contracts';
import axios, { type AxiosInstance } from 'axios';

const described = new DescribedAnswers();

export interface ApiAnswer<T> {
  readonly status: number;
  readonly data: T;
}

/** A client of Holdfast's own HTTP API, as an administrator's script would have one. */
export class HoldfastApi {
  readonly #http: AxiosInstance;

  constructor(url: string, token: string) {
    const headers = { authorization: `Bearer ${token}` };
    this.#http = axios.create({ baseURL: `${url}/api/v1`, headers, validateStatus: () => true, proxy: false });
  }

  /** Any request, whatever it answers. Throws when the document of the API says otherwise. */
  async request<T = unknown>(method: string, path: string, data?: object): Promise<ApiAnswer<T>> {
    const { status, data: body, headers } = await this.#http.request<T>({ method, url: path, ...(data && { data }) });
    const contentType = (headers['content-type'] as string | undefined) ?? null;
    const [address = ''] = path.split('?');
    described.check({ method, path: `/api/v1${address}`, status, contentType, body });
    return { status, data: body };
  }

  /** The body of a success; throws with the problem's own words otherwise. */
  async call<T>(method: string, path: string, data?: object): Promise<T> {
    const answer = await this.request<T>(method, path, data);
    if (answer.status >= 300) throw new Error(`${method} ${path} answered ${answer.status}: ${JSON.stringify(answer.data)}`);
    return answer.data;
  }

  async create(path: string, data?: object): Promise<string> {
    return (await this.call<{ id: string }>('POST', path, data)).id;
  }

  /** All pages of a list. */
  async all<T>(path: string): Promise<T[]> {
    const items: T[] = [];
    let cursor: string | null = null;
    do {
      const query = `limit=500${cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`}`;
      const page: Page<T> = await this.call<Page<T>>('GET', `${path}${path.includes('?') ? '&' : '?'}${query}`);
      items.push(...page.items);
      cursor = page.nextCursor;
    } while (cursor !== null);
    return items;
  }

  run = (id: string) => this.call<RunView>('GET', `/runs/${id}`);
  tasks = (runId: string) => this.all<TaskView>(`/runs/${runId}/tasks`);
  accounts = () => this.all<AccountView>('/accounts');
  plan = (id: string) => this.call<PlanView>('GET', `/plans/${id}`);
  credentials = (organizationId: string) => this.all<CredentialView>(`/organizations/${organizationId}/credentials`);
  repositories = (organizationId: string) => this.all<RepositoryView>(`/organizations/${organizationId}/repositories`);
  snapshots = (repositoryId: string) => this.all<SnapshotView>(`/repositories/${repositoryId}/snapshots`);
  restore = (id: string) => this.call<RestoreView>('GET', `/restores/${id}`);
  audit = (query: string) => this.all<AuditEntry>(`/audit?${query}`);
}
