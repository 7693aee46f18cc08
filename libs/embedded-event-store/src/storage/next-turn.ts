/** Resolves in the next turn of the event loop: long work in between lets others in. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
