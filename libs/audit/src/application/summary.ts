type Data = Readonly<Record<string, unknown>>;

/** Reads like a sentence: `PlanCredentialEnabled` becomes "Plan credential enabled", with what a person recognizes the subject by. */
export function summaryOf(type: string, data: Data): string {
  const named = (sentences[type] ?? nameIn)(data);
  return named === null ? wordsOf(type) : `${wordsOf(type)}: ${named}`;
}

function wordsOf(name: string): string {
  return name
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .replace(/^./, (letter) => letter.toUpperCase());
}

/** Events that have more to say than the name of their subject. */
const sentences: Readonly<Record<string, (data: Data) => string | null>> = {
  TaskCredentialSwitched: ({ from, to, reason }) =>
    hasLabel(from) && hasLabel(to) ? `from ${from.label} to ${to.label}, ${String(reason)}` : null,
  SagaAdvanced: ({ saga, commands }) => {
    const decided = Array.isArray(commands) ? commands.filter(hasType).map(({ type }) => type) : [];
    return decided.length === 0 ? String(saga) : `${String(saga)} decided ${decided.join(', ')}`;
  },
  SagaCommandParked: ({ saga, code }) => `${String(saga)}, ${String(code)}`,
  CommandRefused: ({ command, code }) => `${String(command)}, ${String(code)}`,
  CommandRefusalsCounted: ({ command, code, refusals }) => `${String(command)}, ${String(code)}, ${String(refusals)} times`,
  CredentialSecretOpened: ({ reason }) => String(reason),
  AccessRefused: ({ requests }) => `${String(requests)} requests`,
  AuditAnchored: ({ events }) => `${String(events)} events`,
};

function nameIn({ label, name, repository, code }: Data): string | null {
  if (typeof label === 'string') return label;
  if (typeof name === 'string') return name;
  if (typeof repository === 'object' && repository !== null && 'fullName' in repository) return String(repository.fullName);
  if (typeof code === 'string') return code;
  return null;
}

function hasLabel(value: unknown): value is { readonly label: string } {
  return typeof value === 'object' && value !== null && 'label' in value && typeof value.label === 'string';
}

function hasType(value: unknown): value is { readonly type: string } {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
}
