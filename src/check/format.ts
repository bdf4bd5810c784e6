/** A number as a sentence says it: three digits. */
export function formatFactor(value: number): string {
  return String(Number(value.toPrecision(3)));
}

/** Shares below this, in per cent, are rounding or nothing that matters. */
const LEAST = 0.01;

/** A share as a sentence says it: "12 %". */
export function formatShare(value: number): string {
  const percent = 100 * value;
  return percent < LEAST ? `less than ${LEAST} %` : `${Number(percent.toPrecision(2))} %`;
}
