/** A number as a sentence says it: three digits. */
export function formatFactor(value: number): string {
  return String(Number(value.toPrecision(3)));
}

/** A share as a sentence says it: "12 %". */
export function formatShare(value: number): string {
  return `${Number((100 * value).toPrecision(2))} %`;
}
