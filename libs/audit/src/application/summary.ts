/** Reads like a sentence: `PlanCredentialEnabled` becomes "Plan credential enabled", with what a person recognizes the subject by. */
export function summaryOf(type: string, data: Readonly<Record<string, unknown>>): string {
  const words = type
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .replace(/^./, (letter) => letter.toUpperCase());
  const named = nameIn(data);
  return named === null ? words : `${words}: ${named}`;
}

function nameIn(data: Readonly<Record<string, unknown>>): string | null {
  const { label, name, repository, from, to, reason, code } = data;
  if (typeof label === 'string') return label;
  if (typeof name === 'string') return name;
  if (hasLabel(from) && hasLabel(to)) return `from ${from.label} to ${to.label}, ${String(reason)}`;
  if (typeof repository === 'object' && repository !== null && 'fullName' in repository) return String(repository.fullName);
  if (typeof code === 'string') return code;
  return null;
}

function hasLabel(value: unknown): value is { readonly label: string } {
  return typeof value === 'object' && value !== null && 'label' in value && typeof value.label === 'string';
}
