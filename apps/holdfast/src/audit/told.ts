import type { AuditMismatch, AuditVerification } from '@holdfast/audit/contracts';

/** The result of a verification as lines for a person. */
export function told({ ok, events, head, anchors, firstMismatch }: AuditVerification): string {
  const sealed = `${anchors.count} anchors signed by this installation, the last over ${anchors.lastEvent} events`;
  if (ok) return `ok: ${events} events are as they were; head ${head}; ${sealed}.`;
  return `NOT ok: ${firstMismatch ? sentenceOf(firstMismatch) : 'no reason was given'}\n${events} events before that are as they were; ${sealed}.`;
}

function sentenceOf({ kind, number, lastNumber, eventId, stream, type, message }: AuditMismatch): string {
  const place = number === lastNumber ? `event number ${number}` : `events number ${number} to ${lastNumber}`;
  const name = [type, eventId, stream && `in ${stream}`].filter((part) => part !== null).join(' ');
  return `${kind.replaceAll('_', ' ')}, ${place}${name === '' ? '' : ` (${name})`}: ${message}`;
}
