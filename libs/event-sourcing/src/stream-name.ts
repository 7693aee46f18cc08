/** `<category>-<id>`: EventStoreDB takes everything before the first dash as the category. */
export function streamName(category: string, id: string): string {
  return `${category}-${id}`;
}

/** The id part of a stream name. */
export function streamId(stream: string): string {
  return stream.slice(stream.indexOf('-') + 1);
}
