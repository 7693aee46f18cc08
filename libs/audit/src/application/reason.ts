/** Why something happened, as far as an event says; null when it does not. */
export function reasonIn({ reason, refusal, message }: Readonly<Record<string, unknown>>): string | null {
  if (typeof reason === 'string') return reason;
  if (typeof refusal === 'object' && refusal !== null && 'message' in refusal) return String(refusal.message);
  return typeof message === 'string' ? message : null;
}
