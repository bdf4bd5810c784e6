/** A number for a sentence, with three significant digits. */
export function formatFactor(value: number): string {
  return String(Number(value.toPrecision(3)));
}

/** Smaller fractions, in per cent, are rounding or do not matter. */
const LEAST = 0.01;

/** A fraction for a sentence, in per cent, such as "12 %". */
export function formatPercent(value: number): string {
  const percent = 100 * value;
  return percent < LEAST ? `less than ${LEAST} %` : `${Number(percent.toPrecision(2))} %`;
}
