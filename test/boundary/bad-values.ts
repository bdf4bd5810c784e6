/** What an argument must be, as values that it must not be. */
export type Kind = readonly unknown[];

const NONE: Kind = [undefined, null];
const NO_NUMBER: Kind = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, "0.3", ...NONE];

export const positive: Kind = [0, -1, ...NO_NUMBER];
export const notNegative: Kind = [-1, ...NO_NUMBER];
export const finite: Kind = NO_NUMBER;

/** A whole number, not below `least`. */
export function whole(least = 1): Kind {
  return [least - 1, least + 0.5, -1, 2 ** 53, ...NO_NUMBER];
}

/** Where an argument has a default. */
export function optional(kind: Kind): Kind {
  return kind.filter((value) => value !== undefined);
}

export const something: Kind = NONE;
export const text: Kind = ["", 3, ...NONE];
export const callback: Kind = [3, {}, ...NONE];
export const rng: Kind = [1, {}, { uniform: () => 0.5 }, ...NONE];
export const interval: Kind = [[1], [1, 0], [0, 1, 2], [0, Number.NaN], [0, Number.POSITIVE_INFINITY], 3, ...NONE];
export const seed: Kind = [0, 2 ** 32, 1.5, ...NO_NUMBER];

/** Points of a dimension, of which there may be none. */
export function points(dim: number): Kind {
  const wrong = dim > 1 ? [new Float64Array(dim + 1)] : [];
  return [...wrong, [0.5, 0.5], new Float32Array(dim), 3, ...NONE];
}

/** Points of which there must be some. */
export function somePoints(dim: number): Kind {
  return [new Float64Array(0), ...points(dim)];
}

/** Points whose coordinates are looked at. */
export function finitePoints(dim: number): Kind {
  return [
    new Float64Array(dim).fill(Number.NaN),
    new Float64Array(dim).fill(Number.POSITIVE_INFINITY),
    ...somePoints(dim),
  ];
}

/** One point. */
export function point(dim: number): Kind {
  return [new Float64Array(2 * dim), ...somePoints(dim)];
}

/** What has methods: a density, a reconstruction, a curve; of another dimension where that matters. */
export function thing(...others: readonly unknown[]): Kind {
  return [...others, {}, 3, "paper1d", ...NONE];
}

/** An array that must not be empty. */
export function entries(...wrong: readonly unknown[]): Kind {
  return [[], ...wrong, 3, ...NONE];
}
