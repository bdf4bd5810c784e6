import { dot } from "../linear-algebra/vectors.ts";
import type { Objective } from "./objective.ts";

/** The constants of the strong Wolfe conditions, 0 < sufficientDecrease < curvature < 1. */
export interface WolfeConstants {
  /** c1: f(x + t p) <= f(x) + c1 t g(x).p. */
  readonly sufficientDecrease: number;
  /** c2: |g(x + t p).p| <= c2 |g(x).p|. */
  readonly curvature: number;
}

/** A point, with f and its gradient at the point. */
export interface Evaluated {
  readonly x: Float64Array;
  readonly value: number;
  readonly gradient: Float64Array;
}

/** The result of a line search. */
export interface LineSearchResult {
  /** A point with a lower value than the start, or null if none was found. */
  readonly point: Evaluated | null;
  /** Whether the point satisfies both conditions. If not, it satisfies only the first one. */
  readonly strongWolfe: boolean;
  /** Whether f and its slope were finite at one or more trial points. */
  readonly finite: boolean;
  /** The number of evaluations of f. */
  readonly evaluations: number;
}

/** A point x + step p of the line, with the slope g.p there. */
interface Trial extends Evaluated {
  readonly step: number;
  readonly slope: number;
}

/** The largest number of trials. After so many trials only rounding errors are left. */
const MAX_EVALUATIONS = 40;
/** The smallest and the largest factor by which a longer step exceeds the previous one. */
const [LEAST_EXPANSION, MOST_EXPANSION] = [2, 10];
/** A trial keeps this fraction of the bracket from both of its ends, so that the bracket shrinks. */
const MARGIN = 0.1;
/** The factor by which a first step is shortened if f is not finite, so that a search reaches any scale. */
const RETREAT = 0.1;

/**
 * Finds a step along the direction p that satisfies the strong Wolfe conditions, by Algorithms 3.5 and 3.6 (bracket and zoom) of
 * Nocedal and Wright, Numerical Optimization, with cubic interpolation, written as one loop. A trial at which f or the slope is not
 * finite counts as too far. Only + - * / and square roots are used, so that the bytes are the same everywhere if those of f are.
 * @param direction p, shape (n), with a finite g(x).p < 0
 * @param firstStep the first t to try, a positive number
 */
export function strongWolfeSearch(
  objective: Objective,
  start: Evaluated,
  direction: Float64Array,
  firstStep: number,
  { sufficientDecrease, curvature }: WolfeConstants,
): LineSearchResult {
  const startSlope = dot(start.gradient, direction);
  const tooHigh = ({ step, value }: Trial): boolean => value > start.value + sufficientDecrease * step * startSlope;

  // The lowest point so far that decreases f sufficiently. A step that satisfies the conditions is between `low` and `high`, or
  // beyond `low` while `high` is null.
  let low: Trial = { ...start, step: 0, slope: startSlope };
  let high: Trial | null = null;
  let step = firstStep;
  let evaluations = 0;
  let finite = false;
  while (evaluations < MAX_EVALUATIONS) {
    const trial = evaluate(objective, start.x, direction, step);
    evaluations++;
    finite ||= isUsable(trial);
    const before: Trial = low;
    if (!isUsable(trial) || tooHigh(trial) || trial.value >= low.value) {
      high = trial;
    } else {
      if (Math.abs(trial.slope) <= -curvature * startSlope) {
        return { point: trial, strongWolfe: true, finite, evaluations };
      }
      if (high === null ? trial.slope >= 0 : trial.slope * (high.step - low.step) >= 0) high = low;
      low = trial;
    }
    step = high === null ? beyond(before, low) : between(low, high);
    // The ends are neighbouring numbers in float64.
    if (step === low.step || step === high?.step || !Number.isFinite(step)) break;
  }
  return { point: low.step === 0 ? null : low, strongWolfe: false, finite, evaluations };
}

function evaluate(objective: Objective, origin: Float64Array, direction: Float64Array, step: number): Trial {
  const x = new Float64Array(origin.length);
  for (let i = 0; i < x.length; i++) x[i] = origin[i] + step * direction[i];
  const gradient = new Float64Array(x.length);
  const value = objective.evaluate(x, gradient);
  return { x, value, gradient, step, slope: dot(gradient, direction) };
}

function isUsable({ value, slope }: Trial): boolean {
  return Number.isFinite(value) && Number.isFinite(slope);
}

/** The next step while f still decreases: the minimum of the cubic through the last two trials, within limits. */
function beyond(before: Trial, low: Trial): number {
  const lowest = cubicMinimiser(before, low);
  const [nearest, farthest] = [LEAST_EXPANSION * low.step, MOST_EXPANSION * low.step];
  // If the cubic has no minimum, the longest allowed step is taken.
  return lowest > low.step ? Math.min(Math.max(lowest, nearest), farthest) : farthest;
}

/** The next step in a bracket: the minimum of the cubic through its ends, but not too near to either end. */
function between(low: Trial, high: Trial): number {
  const width = high.step - low.step;
  if (!isUsable(high)) return low.step + (low.step === 0 ? RETREAT : 1 / 2) * width;
  const fraction = (cubicMinimiser(low, high) - low.step) / width;
  return low.step + (Number.isNaN(fraction) ? 1 / 2 : Math.min(Math.max(fraction, MARGIN), 1 - MARGIN)) * width;
}

/** The minimum of the cubic with the values and slopes of two trials (equation 3.59 in that book). NaN if there is no minimum. */
function cubicMinimiser(a: Trial, b: Trial): number {
  const width = b.step - a.step;
  const mixed = a.slope + b.slope - (3 * (b.value - a.value)) / width;
  const root = Math.sqrt(mixed * mixed - a.slope * b.slope) * (width > 0 ? 1 : -1);
  return b.step - (width * (b.slope + root - mixed)) / (b.slope - a.slope + 2 * root);
}
