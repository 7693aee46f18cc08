import { StoreRows } from '../store-rows.ts';
import { EVENTS_OF_A_TASK, METADATA, taskEvent, taskIdOf } from './task-events.ts';

/** Tasks that are under way at the same time: their events stand between each other. */
const AT_A_TIME = 10;

/** Makes a store of that many events (whole hundreds) in streams of ten, and leaves it closed. */
export async function fillStore(directory: string, events: number): Promise<void> {
  using rows = await StoreRows.open(directory);
  const tasks = events / EVENTS_OF_A_TASK;
  for (let first = 0; first < tasks; first += AT_A_TIME) addBlock(rows, first);
}

function addBlock(rows: StoreRows, firstTask: number): void {
  const tasks = Array.from({ length: AT_A_TIME }, (_, index) => {
    const task = firstTask + index;
    return { task, stream: rows.newStream(`task-${taskIdOf(task)}`, EVENTS_OF_A_TASK) };
  });
  for (let revision = 0; revision < EVENTS_OF_A_TASK; revision++) {
    for (const { task, stream } of tasks) rows.add(stream, revision, { ...taskEvent(task, revision), metadata: METADATA });
  }
}
