import { checkObject, checkPoint, checkWhole } from "../check.ts";
import { InputError } from "../input-error.ts";
import { addScaled, dot } from "../linear-algebra/vectors.ts";
import { completeLbfgsOptions, type LbfgsOptions } from "./lbfgs-options.ts";
import type { Objective } from "./objective.ts";
import { strongWolfeSearch } from "./strong-wolfe.ts";

/** A step and the change of the gradient over it, from which L-BFGS approximates the Hessian. */
export interface CurvaturePair {
  /** The step s, shape (n). */
  readonly step: Float64Array;
  /** The change y of the gradient, shape (n). */
  readonly change: Float64Array;
  /** The product s.y, which is positive. */
  readonly curvature: number;
}

/**
 * The state of a minimisation, from which it can continue. A state is never changed, and states share the arrays that they have
 * in common.
 */
export interface LbfgsState {
  /** The number of steps so far. */
  readonly iteration: number;
  /** The number of evaluations of the objective. */
  readonly evaluations: number;
  /** The lowest point accepted so far, shape (n). */
  readonly x: Float64Array;
  /** The value f(x). */
  readonly value: number;
  /** The gradient at x, shape (n). */
  readonly gradient: Float64Array;
  /** The Euclidean norm of the gradient. */
  readonly gradientNorm: number;
  /** The last pairs, with the newest one at the end. */
  readonly pairs: readonly CurvaturePair[];
  /** A sentence that says why the minimisation has ended, or null while it continues. */
  readonly stopped: string | null;
}

/**
 * The state before the first step of a minimisation by L-BFGS.
 * @param x the start, shape (n)
 * @throws InputError if x does not have the size of the objective, or if the objective or its gradient is not finite at x
 */
export function startLbfgs(objective: Objective, x: Float64Array): LbfgsState {
  checkObjective(objective);
  checkPoint("x", x, objective.size);
  const gradient = new Float64Array(x.length);
  const value = objective.evaluate(x, gradient);
  const gradientNorm = Math.sqrt(dot(gradient, gradient));
  if (!(Number.isFinite(value) && Number.isFinite(gradientNorm))) {
    throw new InputError({
      argument: "x",
      allowed: "where the objective and its gradient are finite",
      problem: `where the objective is ${value} and the gradient's norm ${gradientNorm}`,
    });
  }
  return { iteration: 0, evaluations: 1, x: x.slice(), value, gradient, gradientNorm, pairs: [], stopped: null };
}

function checkObjective(objective: Objective): void {
  checkObject("objective", objective, "an objective, with size and evaluate", {
    methods: ["evaluate"],
    numbers: ["size"],
  });
  checkWhole("objective.size", objective.size);
}

/**
 * One step of L-BFGS (Algorithm 7.5 of Nocedal and Wright, Numerical Optimization) with a strong Wolfe line search. The value of
 * the new state is lower, or `stopped` says why it is not. A state that has stopped is returned unchanged. If the search finds no
 * lower point, the pairs are dropped and the direction of the gradient is tried before the minimisation ends.
 * @throws InputError for an option that cannot be used
 */
export function stepLbfgs(objective: Objective, state: LbfgsState, options?: LbfgsOptions): LbfgsState {
  checkObjective(objective);
  checkObject("state", state, "a state, as startLbfgs returns it", { numbers: ["iteration", "value"] });
  const { history, gradientTolerance, ...constants } = completeLbfgsOptions(options);
  if (state.stopped !== null) return state;
  if (state.gradientNorm <= gradientTolerance) return { ...state, stopped: smallGradient(gradientTolerance) };

  const newest = state.pairs.at(-1);
  const scale = newest ? newest.curvature / dot(newest.change, newest.change) : 1 / state.gradientNorm;
  let evaluations = state.evaluations;
  let finite = true;
  for (const pairs of newest ? [state.pairs, []] : [[]]) {
    const direction = descentDirection(state.gradient, pairs, scale);
    const slope = dot(state.gradient, direction);
    // Rounding and overflow may spoil a direction.
    if (!(slope < 0 && Number.isFinite(slope))) continue;
    if (newest && -slope <= Number.EPSILON * Math.abs(state.value)) {
      return { ...state, evaluations, stopped: LOST_IN_ROUNDING };
    }
    const search = strongWolfeSearch(objective, state, direction, 1, constants);
    evaluations += search.evaluations;
    finite = search.finite;
    if (search.point === null) continue;

    const { x, value, gradient } = search.point;
    const gradientNorm = Math.sqrt(dot(gradient, gradient));
    return {
      iteration: state.iteration + 1,
      evaluations,
      x,
      value,
      gradient,
      gradientNorm,
      pairs: [...pairs, ...usablePairs(difference(x, state.x), difference(gradient, state.gradient))].slice(-history),
      stopped: gradientNorm <= gradientTolerance ? smallGradient(gradientTolerance) : null,
    };
  }
  return { ...state, evaluations, stopped: finite ? NO_LOWER_POINT : NOT_FINITE };
}

const LOST_IN_ROUNDING = "what one more step can gain is less than the rounding of the value";
const NO_LOWER_POINT = "the line search found no lower point";
const NOT_FINITE = "the value was not a finite number anywhere the line search tried";

function smallGradient(tolerance: number): string {
  return tolerance === 0 ? "the gradient is zero" : `the gradient's norm is no more than ${tolerance}`;
}

/** -H g, where H is the inverse Hessian that the pairs and `scale` times the identity give (Algorithm 7.4, the two loops). */
function descentDirection(gradient: Float64Array, pairs: readonly CurvaturePair[], scale: number): Float64Array {
  const direction = new Float64Array(gradient.length);
  for (let i = 0; i < direction.length; i++) direction[i] = -gradient[i];
  const alphas = new Float64Array(pairs.length);
  for (let k = pairs.length - 1; k >= 0; k--) {
    const { step, change, curvature } = pairs[k];
    alphas[k] = dot(step, direction) / curvature;
    addScaled(direction, -alphas[k], change);
  }
  for (let i = 0; i < direction.length; i++) direction[i] *= scale;
  for (const [k, { step, change, curvature }] of pairs.entries()) {
    addScaled(direction, alphas[k] - dot(change, direction) / curvature, step);
  }
  return direction;
}

/** The pair as a list to append. The list is empty if s.y is below rounding, so that it is not certain to be positive. */
function usablePairs(step: Float64Array, change: Float64Array): readonly CurvaturePair[] {
  const curvature = dot(step, change);
  const rounding = Number.EPSILON * Math.sqrt(dot(step, step) * dot(change, change));
  return curvature > rounding ? [{ step, change, curvature }] : [];
}

function difference(a: Float64Array, b: Float64Array): Float64Array {
  const result = new Float64Array(a.length);
  for (let i = 0; i < result.length; i++) result[i] = a[i] - b[i];
  return result;
}
