import type { StreamIdentifier, UUID } from '@eventstore/db-client/generated/shared_pb.js';
import { InvalidArgumentError } from './service-errors.ts';
import { sharedPb } from './protocol.ts';

const CANONICAL_UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export function streamNameOf(identifier: StreamIdentifier | undefined): string {
  const name = identifier ? Buffer.from(identifier.getStreamName_asU8()).toString('utf8') : '';
  if (name === '' || name === '$$') throw new InvalidArgumentError(`'${name}' is not a stream name.`);
  return name;
}

export function streamIdentifier(streamName: string): StreamIdentifier {
  return new sharedPb.StreamIdentifier().setStreamName(Buffer.from(streamName, 'utf8'));
}

/** @returns the UUID in lower case with dashes, however it was sent */
export function uuidFromWire(uuid: UUID | undefined): string {
  const structured = uuid?.getStructured();
  if (structured) return fromHalves(structured.getMostSignificantBits(), structured.getLeastSignificantBits());
  const text = (uuid?.getString() ?? '').toLowerCase();
  if (!CANONICAL_UUID.test(text)) throw new InvalidArgumentError(`'${text}' is not a UUID.`);
  return text;
}

export type UuidForm = 'string' | 'structured';

export function uuidToWire(id: string, form: UuidForm): UUID {
  const uuid = new sharedPb.UUID();
  if (form === 'string') return uuid.setString(id);
  const bytes = Buffer.from(id.replaceAll('-', ''), 'hex');
  const halves = new sharedPb.UUID.Structured();
  halves.setMostSignificantBits(bytes.readBigInt64BE(0).toString());
  halves.setLeastSignificantBits(bytes.readBigInt64BE(8).toString());
  return uuid.setStructured(halves);
}

function fromHalves(most: string, least: string): string {
  const bytes = Buffer.alloc(16);
  bytes.writeBigInt64BE(BigInt.asIntN(64, BigInt(most)), 0);
  bytes.writeBigInt64BE(BigInt.asIntN(64, BigInt(least)), 8);
  const hex = bytes.toString('hex');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
