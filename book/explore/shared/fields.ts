import type { Field } from "./address.ts";

/** A number between two others, both included. */
export function numberField(initial: number, [least, most]: readonly [number, number]): Field<number> {
  return {
    initial,
    allowed: `a number from ${least} to ${most}`,
    parse: (text) => {
      const value = toNumber(text);
      return value >= least && value <= most ? value : undefined;
    },
    format: String,
  };
}

/** A whole number between two others, both included. */
export function wholeField(initial: number, [least, most]: readonly [number, number]): Field<number> {
  return {
    initial,
    allowed: `a whole number from ${least} to ${most}`,
    parse: (text) => {
      const value = toNumber(text);
      return Number.isInteger(value) && value >= least && value <= most ? value : undefined;
    },
    format: String,
  };
}

/** One of several words. */
export function choiceField<Choice extends string>(initial: Choice, choices: readonly Choice[]): Field<Choice> {
  return {
    initial,
    allowed: `one of ${choices.join(", ")}`,
    parse: (text) => choices.find((choice) => choice === text),
    format: (choice) => choice,
  };
}

/** A text that is not empty; what it means is checked by whoever uses it. */
export function textField(initial: string, longest: number): Field<string> {
  return {
    initial,
    allowed: `a text of 1 to ${longest} characters`,
    parse: (text) => (text.trim() !== "" && text.length <= longest ? text.trim() : undefined),
    format: (text) => text,
  };
}

/** A place in the plane. */
export type Place = readonly [number, number];

/** Places in a square around the origin: "0,0.5;1,-1" in the address. */
export function placesField(
  initial: readonly Place[],
  { side, fewest, most }: { readonly side: number; readonly fewest: number; readonly most: number },
): Field<readonly Place[]> {
  const inside = (value: number): boolean => Math.abs(value) <= side;
  return {
    initial,
    allowed: `${fewest} to ${most} pairs of numbers from ${-side} to ${side}, such as 0,0.5;1,-1`,
    parse: (text) => {
      const places = text.split(";").map((pair) => pair.split(",").map(toNumber));
      const good = places.every((place) => place.length === 2 && place.every(inside));
      return good && places.length >= fewest && places.length <= most ? (places as unknown as Place[]) : undefined;
    },
    format: (places) => places.map((place) => place.join(",")).join(";"),
  };
}

/** NaN for what is no number in decimal notation; Number() alone takes an empty text for 0. */
function toNumber(text: string): number {
  return /^\s*[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?\s*$/i.test(text) ? Number(text) : Number.NaN;
}
