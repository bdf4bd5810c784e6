import { InputError } from "../numerics/input-error.ts";
import type { Reconstruction } from "./reconstruction.ts";

/** Where points end that follow r again and again, and how many of them. */
export interface Sink {
  /** Shape (d). */
  readonly at: Float64Array;
  readonly starts: number;
}

export interface SinkOptions {
  /** How often r is applied. Default 2000. */
  readonly steps?: number;
  /** Ends that are not farther from each other than this are one sink. Default: a tenth of r's sigma. */
  readonly tolerance?: number;
}

/**
 * Puts r(x) into r, again and again, from every start: uphill, to the sinks of the field r(x) - x, which are modes of what
 * r has learnt. A start that has not arrived after the last step counts as a sink of its own.
 * @param starts shape (n, d)
 * @returns those that most starts end in first
 * @throws InputError for options that can't be used, and where r leads beyond all numbers
 */
export function findSinks(
  r: Pick<Reconstruction, "dim" | "sigma" | "evaluate">,
  starts: Float64Array,
  { steps = 2000, tolerance = r.sigma / 10 }: SinkOptions = {},
): readonly Sink[] {
  if (!(Number.isInteger(steps) && steps >= 1)) {
    throw new InputError(`steps must be a positive whole number, not ${steps}`);
  }
  if (!(tolerance > 0)) throw new InputError(`tolerance must be a positive number, not ${tolerance}`);
  let walkers = starts;
  for (let step = 0; step < steps; step++) walkers = r.evaluate(walkers);
  if (!walkers.every(Number.isFinite)) throw new InputError("starts must be where r leads to finite points");
  const sinks: { at: Float64Array; starts: number }[] = [];
  for (let i = 0; i < walkers.length; i += r.dim) {
    const end = walkers.slice(i, i + r.dim);
    const known = sinks.find(({ at }) => distance(at, end) <= tolerance);
    if (known) known.starts += 1;
    else sinks.push({ at: end, starts: 1 });
  }
  return sinks.sort((a, b) => b.starts - a.starts);
}

function distance(a: Float64Array, b: Float64Array): number {
  return Math.sqrt(a.reduce((sum, value, j) => sum + (value - b[j]) * (value - b[j]), 0));
}
