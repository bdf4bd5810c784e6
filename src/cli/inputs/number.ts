import { InputError } from "../../numerics/input-error.ts";
import { quote } from "../quote.ts";

const decimal = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** The number that a decimal text stands for; NaN where it is none (hexadecimals, blanks and words are none). */
export function parseNumber(text: string): number {
  return decimal.test(text) ? Number(text) : Number.NaN;
}

/** The value of `option`, a positive finite number. @throws InputError */
export function parsePositive(text: string, option: string): number {
  const value = parseNumber(text);
  if (!(value > 0 && Number.isFinite(value))) {
    throw new InputError(`${option}: must be a positive finite number, not ${quote(text)}`);
  }
  return value;
}
