import { median, medianOfRounds } from './measure.ts';

export type Unit = 'events/s' | 'appends/s' | 'commands/s' | 'ms' | 's' | 'MB' | '%' | '×' | 'requests' | 'events' | 'tasks';

/** One line of the report. */
export interface Measurement {
  readonly measure: string;
  readonly unit: Unit;
  /** The median over the rounds, as is `beside.value`. */
  readonly ours: number;
  readonly beside?: { readonly what: string; readonly value: number };
  /** The median of the rounds' own ratios of ours to what it is next to. */
  readonly ratio?: number;
  readonly target?: { readonly text: string; readonly met: boolean };
  readonly limitedBy?: string;
}

interface Measured {
  readonly measure: string;
  readonly unit: Unit;
  readonly ours: readonly number[];
  readonly limitedBy?: string;
}

interface Compared extends Measured {
  readonly beside: { readonly what: string; readonly values: readonly number[] };
}

/** What a value must reach, or must not exceed. */
type Bound = { readonly atLeast: number } | { readonly atMost: number };

/** A value for itself. */
export function alone({ ours, ...rest }: Measured, bound?: Bound): Measurement {
  const value = median(ours);
  return { ...rest, ours: value, ...(bound && { target: judge(value, bound) }) };
}

/** A value next to another one. The target, if there is one, is for the value or for the least ratio that will do. */
export function nextTo(compared: Compared, target?: Bound | { readonly ratioAtLeast: number }): Measurement {
  const measurement = comparison(compared);
  if (!target) return measurement;
  if (!('ratioAtLeast' in target)) return { ...measurement, target: judge(measurement.ours, target) };
  const met = measurement.ratio >= target.ratioAtLeast;
  return { ...measurement, target: { text: `≥ ${Math.round(target.ratioAtLeast * 100)} %`, met } };
}

/** A value next to another one, which it may exceed by so much. */
export function notFarAbove(compared: Compared, target: { readonly atMostMore: number }): Measurement {
  const excess = medianOfRounds(compared.ours, compared.beside.values, (ours, theirs) => ours - theirs);
  const text = `≤ +${target.atMostMore} ${compared.unit} (here ${excess < 0 ? '−' : '+'}${Math.abs(excess).toFixed(2)})`;
  return { ...comparison(compared), target: { text, met: excess <= target.atMostMore } };
}

function comparison({ ours, beside, ...rest }: Compared): Measurement & { readonly ratio: number } {
  const ratio = medianOfRounds(ours, beside.values, (our, their) => our / their);
  return { ...rest, ours: median(ours), beside: { what: beside.what, value: median(beside.values) }, ratio };
}

function judge(value: number, bound: Bound): NonNullable<Measurement['target']> {
  if ('atLeast' in bound) return { text: `≥ ${bound.atLeast.toLocaleString('en')}`, met: value >= bound.atLeast };
  return { text: `≤ ${bound.atMost.toLocaleString('en')}`, met: value <= bound.atMost };
}
