import type { Measurement } from './measurement.ts';

const HEADINGS = ['measure', 'ours', 'next to', 'which has', 'ratio', 'target', 'met', 'what limits it'];

/** The measurements as a table for people. */
export function table(measurements: readonly Measurement[]): string {
  const rows = [HEADINGS, ...measurements.map(cells)];
  const widths = HEADINGS.map((_heading, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const lines = rows.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '));
  lines.splice(1, 0, widths.map((width) => '─'.repeat(width)).join('  '));
  return lines.map((line) => line.trimEnd()).join('\n');
}

function cells({ measure, unit, ours, beside, ratio, target, limitedBy = '' }: Measurement): string[] {
  return [
    measure,
    `${readable(ours)} ${unit}`,
    beside?.what ?? '',
    beside ? `${readable(beside.value)} ${unit}` : '',
    ratio === undefined ? '' : ratio.toFixed(2),
    target?.text ?? '',
    target ? (target.met ? 'yes' : 'NO') : '',
    limitedBy,
  ];
}

function readable(value: number): string {
  return value.toLocaleString('en', value >= 100 ? { maximumFractionDigits: 0 } : { maximumSignificantDigits: 3 });
}
