/** How the value of a field is encoded: the wire types of protobuf that are in use here. */
export const NUMBER = 0;
export const BYTES = 2;

/** What a field of a protobuf message begins with. */
export function field(number: number, wireType: typeof NUMBER | typeof BYTES): number {
  return (number << 3) | wireType;
}
