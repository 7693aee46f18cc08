import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { takeProcessSlot, type ProcessSlot } from './process-slot.ts';

const typescript = new URL('../../../tools/typescript.mjs', import.meta.url).href;
const source = new URL('./process-slot.ts', import.meta.url).href;

/** A process that takes a slot, says which, and lives until it is killed. */
class Neighbour {
  readonly #process: ChildProcess;
  readonly slot: Pick<ProcessSlot, 'id' | 'directory'>;

  private constructor(process: ChildProcess, slot: Pick<ProcessSlot, 'id' | 'directory'>) {
    this.#process = process;
    this.slot = slot;
  }

  static async start(dataDirectory: string, id: string): Promise<Neighbour> {
    const script = `
      import { takeProcessSlot } from '${source}';
      const { id, directory } = takeProcessSlot(${JSON.stringify(dataDirectory)}, 'worker', () => '${id}');
      console.log(JSON.stringify({ id, directory }));
      setInterval(() => undefined, 60_000);`;
    const flags = ['--disable-warning=ExperimentalWarning', '--import', typescript, '--input-type=module'];
    const process_ = spawn(process.execPath, [...flags, '--eval', script], { stdio: ['ignore', 'pipe', 'pipe'] });
    const line = await Promise.race([once(process_.stdout, 'data'), text(process_.stderr)]);
    return new Neighbour(process_, JSON.parse(String(line)) as Neighbour['slot']);
  }

  async kill(): Promise<void> {
    this.#process.kill('SIGKILL');
    await once(this.#process, 'exit');
  }
}

describe('The place of a process', () => {
  let directory: string;
  const held: ProcessSlot[] = [];
  const neighbours: Neighbour[] = [];
  let ids = 0;
  const newId = () => `id-${++ids}`;

  const take = (kind = 'worker') => {
    const slot = takeProcessSlot(directory, kind, newId);
    held.push(slot);
    return slot;
  };
  const release = () => {
    for (const slot of held.splice(0)) slot.release();
  };
  const startNeighbour = async (id: string) => {
    const neighbour = await Neighbour.start(directory, id);
    neighbours.push(neighbour);
    return neighbour;
  };

  beforeEach(async () => {
    ids = 0;
    directory = await mkdtemp(join(tmpdir(), 'process-slot-'));
  });

  afterEach(async () => {
    release();
    await Promise.all(neighbours.splice(0).map((neighbour) => neighbour.kill()));
    await rm(directory, { recursive: true });
  });

  it('is a directory of its own below the data directory, for its owner alone', async () => {
    const slot = take();
    expect(slot).toMatchObject({ id: 'id-1', directory: join(directory, 'processes', 'worker-0') });
    expect((await stat(slot.directory)).mode & 0o777).toBe(0o700);
  });

  it('is left to its own kind: nobody else takes what a dead worker had in hand', () => {
    const worker = take();
    release();
    expect(take('gateway').id).not.toBe(worker.id);
    expect(take().id).toBe(worker.id);
  });

  it('is the same after a restart, with the same id', () => {
    const first = take();
    release();
    expect(take()).toMatchObject({ id: first.id, directory: first.directory });
  });

  it('is never shared: while one lives, the next gets another', () => {
    const [first, second] = [take(), take()];
    expect(second.id).not.toBe(first.id);
    expect(second.directory).not.toBe(first.directory);
  });

  it('is never shared between living processes either', async () => {
    const neighbour = await startNeighbour('neighbour');
    expect(neighbour.slot).toEqual({ id: 'neighbour', directory: join(directory, 'processes', 'worker-0') });
    expect(take()).toMatchObject({ id: 'id-1', directory: join(directory, 'processes', 'worker-1') });
  });

  it('is free again when its process was killed, and its id goes to whoever takes it over', async () => {
    const neighbour = await startNeighbour('neighbour');
    await neighbour.kill();
    neighbours.length = 0;
    expect(take()).toMatchObject(neighbour.slot);
  });

  it('is the first free one: who comes back after a crash does not take the place behind those who live', async () => {
    const crashed = await startNeighbour('crashed');
    const living = take();
    await crashed.kill();
    neighbours.length = 0;
    expect(take().id).toBe('crashed');
    expect(living.id).toBe('id-1');
  });

  it('is not passed over when its lock is damaged: somebody has to look', async () => {
    const slot = take();
    release();
    await writeFile(join(slot.directory, 'lock.db'), 'not a database, but long enough to be read as one'.repeat(50));
    expect(take).toThrow('file is not a database');
  });
});
