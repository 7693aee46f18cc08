import type { AuditMismatch, AuditVerification } from '@holdfast/audit/contracts';

/** The result of a verification as lines for a person. */
export function told({ ok, events, head, anchors, lastAnchor, firstMismatch }: AuditVerification): string {
  const last = lastAnchor ? `, the last over ${lastAnchor.events} events` : '';
  const sealed = `${anchors} anchors signed by this installation${last}`;
  if (ok) return `ok: ${events} events are as they were; head ${head}; ${sealed}.`;
  return `NOT ok: ${firstMismatch ? sentenceOf(firstMismatch) : 'no reason was given'}\n${events} events before that are as they were; ${sealed}.`;
}

function sentenceOf({ kind, number, lastNumber, eventId, stream, type, message }: AuditMismatch): string {
  const place = number === lastNumber ? `event number ${number}` : `events number ${number} to ${lastNumber}`;
  const name = [type, eventId, stream && `in ${stream}`].filter((part) => part !== null).join(' ');
  return `${kind.replaceAll('_', ' ')}, ${place}${name === '' ? '' : ` (${name})`}: ${message}`;
}
