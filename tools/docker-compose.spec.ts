import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';

const root = join(import.meta.dirname, '..');
const read = (file: string): string => readFileSync(join(root, file), 'utf8');

interface Service {
  readonly image: string;
  readonly container_name?: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly ports?: readonly string[];
  readonly volumes: readonly string[];
  readonly secrets?: readonly string[];
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly healthcheck: { readonly test: readonly string[] };
}

interface ComposeFile {
  readonly services: Readonly<Record<string, Service>>;
  readonly secrets: Readonly<Record<string, { readonly file: string }>>;
  readonly volumes: Readonly<Record<string, unknown>>;
}

const { services, secrets, volumes } = parse(read('docker-compose.yml'), { merge: true }) as ComposeFile;
const { eventstore, ...holdfast } = services;
const { gateway, orchestrator, worker } = holdfast;

describe('docker-compose.yml', () => {
  it('starts KurrentDB, and each role as a service of its own', () => {
    expect(eventstore?.image).toMatch(/^docker\.kurrent\.io\/kurrent-lts\/kurrentdb:\d+\.0\.\d+$/);
    expect(Object.fromEntries(Object.entries(holdfast).map(([name, { environment }]) => [name, environment['HOLDFAST_ROLE']]))).toEqual({
      gateway: 'gateway',
      orchestrator: 'orchestrator',
      worker: 'worker',
    });
  });

  it('lets every service be scaled: no name and no port that only one container can have', () => {
    const range = /^127\.0\.0\.1:(\d+)-(\d+):8080$/.exec(gateway?.ports?.join() ?? '');
    expect(Number(range?.[2]) - Number(range?.[1])).toBeGreaterThanOrEqual(3);
    for (const service of [orchestrator, worker, eventstore]) expect(service?.ports).toBeUndefined();
    for (const { container_name } of Object.values(services)) expect(container_name).toBeUndefined();
  });

  it('gives all roles the same event store, data and key', () => {
    for (const { environment, volumes: mounts, secrets: keys } of Object.values(holdfast)) {
      expect(environment['EVENTSTORE_URL']).toBe('esdb://eventstore:2113?tls=false');
      expect(mounts).toContain('data:/data');
      expect(keys).toEqual(['holdfast_key']);
      expect(environment['HOLDFAST_KEY_FILE']).toBe('/run/secrets/holdfast_key');
    }
    const named = Object.values(services).flatMap(({ volumes: mounts }) => mounts.map((mount) => mount.split(':')[0]));
    expect(new Set(named)).toEqual(new Set(Object.keys(volumes)));
  });

  it('holds no secret: the key is a file beside it, which git and the image leave out', () => {
    expect(secrets['holdfast_key']?.file).toBe('./data.key');
    for (const file of ['.gitignore', '.dockerignore']) {
      const ignored = read(file)
        .replaceAll(/^\/|\/$/gm, '')
        .split('\n');
      expect(ignored).toEqual(expect.arrayContaining(['data', 'data.key', '.env']));
    }
    const settings = Object.values(services).flatMap(({ environment }) => Object.keys(environment));
    expect(settings.filter((name) => /TOKEN|PASSWORD|SECRET/.test(name))).toEqual([]);
  });

  it('waits for each service until it can serve', () => {
    expect(gateway?.healthcheck.test.join(' ')).toContain('http://localhost:8080/readyz');
    expect(eventstore?.healthcheck.test.join(' ')).toContain('/health/live');
    expect(gateway?.depends_on).toEqual({ eventstore: { condition: 'service_healthy' } });
    for (const service of [orchestrator, worker]) expect(service?.depends_on).toEqual({ gateway: { condition: 'service_healthy' } });
  });
});

describe('the Dockerfile', () => {
  const lines = read('Dockerfile').split('\n');
  const command = JSON.parse(lines.find((line) => line.startsWith('CMD '))?.slice(4) ?? '[]') as string[];

  it('starts what npm start does', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    expect(`exec ${command.join(' ')}`).toBe(scripts['start']);
    for (const file of command.filter((word) => word.includes('/'))) expect(existsSync(join(root, file))).toBe(true);
  });

  it('runs on the Node that the package asks for, as a user without rights', () => {
    const { dependencies } = JSON.parse(read('package.json')) as { dependencies: Record<string, string> };
    expect(lines).toContain(`FROM node:${dependencies['node']?.split('.')[0]}-trixie-slim`);
    expect(lines).toContain('USER ${CONTAINER_UID}:${CONTAINER_GID}');
    expect(statSync(join(root, 'package-lock.json')).isFile()).toBe(true);
  });
});
