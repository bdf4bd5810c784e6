import { InputError } from "../../numerics/input-error.ts";
import { parseNumber } from "../../numerics/parse-number.ts";
import { quote } from "../../numerics/quote.ts";

/** The value of `option`, a whole number from `least` to `largest`. @throws InputError */
export function parseCount(text: string, option: string, largest: number, least = 1): number {
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (!(value >= least && value <= largest)) {
    throw new InputError({
      argument: option,
      allowed: `a whole number from ${least} to ${largest}`,
      problem: quote(text),
    });
  }
  return value;
}

/** The value of `option`, a positive finite number. @throws InputError */
export function parsePositive(text: string, option: string): number {
  const value = parseNumber(text);
  if (!(value > 0 && Number.isFinite(value))) {
    throw new InputError({ argument: option, allowed: "a positive finite number", problem: quote(text) });
  }
  return value;
}
