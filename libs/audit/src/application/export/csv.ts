/** What a spreadsheet would take for the beginning of a formula, or skip before one. */
const FORMULA = /^[=+\-@\t\r\n]/;

/**
 * A line of CSV (RFC 4180), every cell in quotation marks. A cell that a spreadsheet could take for a formula begins with an apostrophe, which
 * shows as text what follows it.
 */
export function csvLine(cells: readonly (string | null)[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`;
}

function csvCell(cell: string | null): string {
  if (cell === null) return '""';
  const harmless = FORMULA.test(cell) ? `'${cell}` : cell;
  return `"${harmless.replaceAll('"', '""')}"`;
}
