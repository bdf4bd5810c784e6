import { InputError } from "./input-error.ts";
import { list, quote } from "./quote.ts";

// Checks that a public function makes of its arguments, once, at its beginning. Each takes the argument's name and the argument.

/** @throws InputError for an argument that is not a finite number above 0 */
export function checkPositive(argument: string, value: number): void {
  if (isFiniteNumber(value) && value > 0) return;
  throw new InputError({ argument, allowed: "a positive number", problem: quote(value) });
}

/** @throws InputError for an argument that is not a finite number from 0 up */
export function checkNotNegative(argument: string, value: number): void {
  if (isFiniteNumber(value) && value >= 0) return;
  throw new InputError({ argument, allowed: "a number from 0 up", problem: quote(value) });
}

/** @throws InputError for an argument that is not a finite number */
export function checkFinite(argument: string, value: number): void {
  if (isFiniteNumber(value)) return;
  throw new InputError({ argument, allowed: "a finite number", problem: quote(value) });
}

/** @throws InputError for an argument that is not a number between two others, which are excluded */
export function checkBetween(argument: string, value: number, lower: number, upper: number): void {
  if (isFiniteNumber(value) && value > lower && value < upper) return;
  throw new InputError({ argument, allowed: `a number between ${lower} and ${upper}`, problem: quote(value) });
}

/** @throws InputError for an argument that is not a whole number from `least` to `most` */
export function checkWhole(argument: string, value: number, least = 1, most: number = Number.MAX_SAFE_INTEGER): void {
  if (Number.isInteger(value) && value >= least && value <= most) return;
  const atLeast = least === 1 ? "a positive whole number" : `a whole number, ${least} or more`;
  const allowed = most === Number.MAX_SAFE_INTEGER ? atLeast : `a whole number from ${least} to ${most}`;
  throw new InputError({ argument, allowed, problem: quote(value) });
}

/** @throws InputError for two numbers that are not the lower and the upper end of an interval */
export function checkInterval(argument: string, interval: readonly [number, number]): void {
  if (Array.isArray(interval) && interval.length === 2 && interval.every(isFiniteNumber) && interval[0] < interval[1])
    return;
  throw new InputError({ argument, allowed: "[lower, upper], finite and increasing", problem: quote(interval) });
}

/** @throws InputError for an argument that is not one of the given words */
export function checkOneOf(argument: string, value: string, allowed: readonly string[]): void {
  if (allowed.includes(value)) return;
  throw new InputError({ argument, allowed: list(allowed.map(quote), "or"), problem: quote(value) });
}

/**
 * The coordinates themselves are not checked: a NaN gives NaN in every result that depends on it.
 * @param fewest the least number of points
 * @throws InputError for an argument that is not a Float64Array of shape (n, dim)
 */
export function checkPoints(argument: string, points: Float64Array, dim: number, fewest = 0): void {
  checkFloat64Array(argument, points);
  if (points.length % dim === 0 && points.length >= fewest * dim) return;
  const what = dim === 1 ? "number" : "point";
  const number = fewest === 0 ? `${what}s` : fewest === 1 ? `one ${what} or more` : `${fewest} or more ${what}s`;
  throw new InputError({
    argument,
    verb: fewest === 0 ? "be" : "hold",
    allowed: dim === 1 ? number : `${number} of dimension ${dim}`,
    problem: dim === 1 ? points.length : `${points.length} numbers`,
  });
}

/** @throws InputError for an argument that is not a Float64Array of shape (dim) */
export function checkPoint(argument: string, point: Float64Array, dim: number): void {
  checkFloat64Array(argument, point);
  if (point.length === dim) return;
  throw new InputError({
    argument,
    verb: "hold",
    allowed: `one point of dimension ${dim}`,
    problem: `${point.length} numbers`,
  });
}

function checkFloat64Array(argument: string, values: Float64Array): void {
  if (isFloat64Array(values)) return;
  throw new InputError({ argument, allowed: "a Float64Array", problem: quote(values) });
}

/** The largest number of coordinates: two gigabytes. */
const MOST_COORDINATES = 2 ** 28;

/** @throws InputError for an argument that is not a number of points that fit into memory */
export function checkNumberOfPoints(argument: string, n: number, dim: number, fewest = 0): void {
  checkWhole(argument, n, fewest, Math.floor(MOST_COORDINATES / dim));
}

/** @throws InputError that names the first number that is not finite */
export function checkAllFinite(argument: string, values: ArrayLike<number>): void {
  for (let i = 0; i < values.length; i++) {
    if (!isFiniteNumber(values[i])) checkFinite(`${argument}[${i}]`, values[i]);
  }
}

/** @throws InputError for an argument that is not a Float64Array of two or more finite numbers in ascending order */
export function checkEdges(argument: string, edges: Float64Array): void {
  const rises = isFloat64Array(edges) && edges.every((edge, i) => isFiniteNumber(edge) && !(edge < edges[i - 1]));
  if (rises && edges.length >= 2) return;
  throw new InputError({
    argument,
    verb: "hold",
    allowed: "two or more finite numbers in increasing order, as a Float64Array",
    problem: quote(edges),
  });
}

/** @throws InputError for an array of another length */
export function checkLength(argument: string, values: ArrayLike<unknown>, length: number, what = "numbers"): void {
  if (isList(values) && values.length === length) return;
  throw new InputError({
    argument,
    verb: "hold",
    allowed: `${length} ${what}`,
    problem: isList(values) ? values.length : quote(values),
  });
}

/** @throws InputError for an argument that is not an array, or has fewer entries */
export function checkFewest(argument: string, values: ArrayLike<unknown>, fewest: number, what: string): void {
  if (isList(values) && values.length >= fewest) return;
  throw new InputError({
    argument,
    verb: "hold",
    allowed: `${fewest === 1 ? "one" : fewest} ${what} or more`,
    problem: isList(values) ? values.length : quote(values),
  });
}

/** @throws InputError for an argument that is not a text; it may be empty */
export function checkString(argument: string, value: string): void {
  if (typeof value !== "string") throw new InputError({ argument, allowed: "a text", problem: quote(value) });
}

/** @throws InputError for an argument that is not a text, or an empty one */
export function checkText(argument: string, value: string): void {
  if (typeof value === "string" && value !== "") return;
  throw new InputError({ argument, allowed: "a text that is not empty", problem: quote(value) });
}

/** @throws InputError for an argument that is not a function */
export function checkFunction(argument: string, value: (...values: never[]) => unknown): void {
  if (typeof value !== "function") throw new InputError({ argument, allowed: "a function", problem: quote(value) });
}

/**
 * Checks that an object has the methods and fields of what it should be.
 * @param allowed a description of what it should be: "a density, with logPdf and score"
 * @throws InputError
 */
export function checkObject(
  argument: string,
  value: object,
  allowed: string,
  { methods = [], numbers = [] }: { readonly methods?: readonly string[]; readonly numbers?: readonly string[] } = {},
): void {
  const given = value as unknown as Record<string, unknown>;
  const fits =
    typeof given === "object" &&
    given !== null &&
    methods.every((name) => typeof given[name] === "function") &&
    numbers.every((name) => typeof given[name] === "number");
  if (!fits) throw new InputError({ argument, allowed, problem: quote(value) });
}

function isFiniteNumber(value: unknown): value is number {
  return Number.isFinite(value);
}

/** This also accepts an array of another realm, such as a notebook's cell. */
function isFloat64Array(values: unknown): values is Float64Array {
  return values instanceof Float64Array || Object.prototype.toString.call(values) === "[object Float64Array]";
}

function isList(values: unknown): values is ArrayLike<unknown> {
  return Array.isArray(values) || ArrayBuffer.isView(values);
}
