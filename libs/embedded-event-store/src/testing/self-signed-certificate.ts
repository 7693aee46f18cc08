import { createSign, generateKeyPairSync } from 'node:crypto';

/** A certificate for localhost that vouches for itself and for no other, good for a day, with its key; both PEM. */
export function selfSignedCertificate(now: Date): { certificate: string; privateKey: string } {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const toBeSigned = certificateBody(publicKey.export({ type: 'spki', format: 'der' }), now);
  const signature = createSign('sha256').update(toBeSigned).sign(privateKey);
  const certificate = sequence(toBeSigned, ECDSA_WITH_SHA256, tagged(0x03, Buffer.of(0), signature));
  return {
    certificate: pem('CERTIFICATE', certificate),
    privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
}

function pem(label: string, der: Buffer): string {
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n');
}

// What follows writes X.509 (RFC 5280) in DER: a tag, a length, and what is in it. Node makes keys and signatures, but no certificates.

const ECDSA_WITH_SHA256 = sequence(tagged(0x06, Buffer.from('2a8648ce3d040302', 'hex')));
const COMMON_NAME = Buffer.from('550403', 'hex');
const SUBJECT_ALT_NAME = Buffer.from('551d11', 'hex');

function certificateBody(publicKey: Buffer, now: Date): Buffer {
  const version3 = tagged(0xa0, tagged(0x02, Buffer.of(2)));
  const serial = tagged(0x02, Buffer.of(1));
  const name = sequence(tagged(0x31, sequence(tagged(0x06, COMMON_NAME), tagged(0x0c, Buffer.from('event store test')))));
  const day = 24 * 60 * 60 * 1000;
  const validity = sequence(utcTime(new Date(now.getTime() - day)), utcTime(new Date(now.getTime() + day)));
  return sequence(version3, serial, ECDSA_WITH_SHA256, name, validity, name, publicKey, extensions());
}

function extensions(): Buffer {
  const localhost = tagged(0x82, Buffer.from('localhost'));
  return tagged(0xa3, sequence(extension(SUBJECT_ALT_NAME, sequence(localhost))));
}

function extension(identifier: Buffer, value: Buffer): Buffer {
  return sequence(tagged(0x06, identifier), tagged(0x04, value));
}

function utcTime(date: Date): Buffer {
  const digits = date
    .toISOString()
    .replace(/[-:T]|\.\d+/g, '')
    .slice(2);
  return tagged(0x17, Buffer.from(digits));
}

function sequence(...parts: readonly Buffer[]): Buffer {
  return tagged(0x30, ...parts);
}

function tagged(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  return Buffer.concat([Buffer.of(tag), lengthOf(content.length), content]);
}

function lengthOf(length: number): Buffer {
  if (length < 0x80) return Buffer.of(length);
  return length < 0x100 ? Buffer.of(0x81, length) : Buffer.of(0x82, length >> 8, length & 0xff);
}
