import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { EigenvalueDecomposition, Matrix } from "ml-matrix";
import { describe, expect, it } from "vitest";
import { type LbfgsState, startLbfgs, stepLbfgs } from "../../../src/numerics/optimise/lbfgs.ts";
import { decodeState, encodeState } from "../../../src/numerics/optimise/lbfgs-checkpoint.ts";
import type { LbfgsOptions } from "../../../src/numerics/optimise/lbfgs-options.ts";
import type { Objective } from "../../../src/numerics/optimise/objective.ts";
import { differentiate } from "../../support/differences.ts";
import {
  type MinimisationProblem,
  mghProblems,
  quadratic,
  rosenbrock,
  rosenbrockCurvature,
} from "../../support/minimisation-problems.ts";

/** Steps until the minimisation stops by itself; fails after 20,000. */
function minimise({ objective, start }: MinimisationProblem, options?: LbfgsOptions): LbfgsState {
  let state = startLbfgs(objective, Float64Array.from(start));
  while (state.stopped === null && state.iteration < 20_000) state = stepLbfgs(objective, state, options);
  expect(state.stopped).not.toBeNull();
  return state;
}

function afterSteps(objective: Objective, from: LbfgsState, steps: number, options?: LbfgsOptions): LbfgsState {
  let state = from;
  for (let k = 0; k < steps; k++) state = stepLbfgs(objective, state, options);
  return state;
}

function largestError(state: LbfgsState, { minimiser }: MinimisationProblem): number {
  return Math.max(...state.x.map((value, i) => Math.abs(value - minimiser[i])));
}

function gradientAt(objective: Objective, x: Float64Array): Float64Array {
  const gradient = new Float64Array(x.length);
  objective.evaluate(x, gradient);
  return gradient;
}

function smallestCurvature({ objective, minimiser }: MinimisationProblem): number {
  const x = Float64Array.from(minimiser);
  const rows = minimiser.map((_, j) => [...differentiate((at) => gradientAt(objective, at), x, j)]);
  return Math.min(...new EigenvalueDecomposition(new Matrix(rows), { assumeSymmetric: true }).realEigenvalues);
}

const digest = (state: LbfgsState): string =>
  createHash("sha256")
    .update(JSON.stringify(encodeState(state)))
    .digest("hex");

describe("the problems themselves", () => {
  it.each([...mghProblems, rosenbrock(5), quadratic(5, 100)])(
    "$name: gradient within 1e-7 of differences",
    (problem) => {
      // Away from the start, where some derivatives vanish.
      const x = Float64Array.from(problem.start, (value, i) => value + 0.1 + 0.05 * i);
      const gradient = gradientAt(problem.objective, x);
      const value = (at: Float64Array) => Float64Array.of(problem.objective.evaluate(at, new Float64Array(at.length)));
      const scale = Math.max(value(x)[0], ...gradient.map(Math.abs));
      for (const [j, derivative] of gradient.entries()) {
        expect(Math.abs(derivative - differentiate(value, x, j)[0])).toBeLessThanOrEqual(1e-7 * scale);
      }
    },
  );
});

describe("L-BFGS finds the minimiser", () => {
  it.each([
    [2, 100],
    [10, 100],
    [100, 100],
    [1000, 10],
  ])("of Rosenbrock's function in %d variables, as near as |gradient| <= 1e-10 says, history %d", (size, history) => {
    const problem = rosenbrock(size);
    const state = minimise(problem, { history, gradientTolerance: 1e-10 });
    expect(state.stopped).toBe("the gradient's norm is no more than 1e-10");
    // |gradient| >= smallest eigenvalue of the Hessian times the distance, near by; a percent for "near by".
    expect(largestError(state, problem)).toBeLessThanOrEqual((1.01 * 1e-10) / rosenbrockCurvature);
  });

  it.each([
    [20, 1e6],
    [10, 1e10],
  ])("of a quadratic in %d variables of condition %d, within 1e-8 where |gradient| <= 1e-8", (size, condition) => {
    const problem = quadratic(size, condition);
    // The smallest eigenvalue is 1: the distance is no more than the gradient's norm.
    expect(largestError(minimise(problem, { gradientTolerance: 1e-8 }), problem)).toBeLessThanOrEqual(1e-8);
  });

  it.each(mghProblems)("of $name, value < 1e-15, as near as the value and the Hessian say", (problem) => {
    const state = minimise(problem, { gradientTolerance: 1e-8 });
    expect(state.value).toBeLessThan(1e-15);
    // f >= curvature / 2 distance^2, near by. Where the Hessian is singular, it is the quartic
    // (b - 2c)^4 + 10 (10b + c)^4 on its null space (-10b, b, c, c), on which no variable exceeds 1.5 f^(1/4).
    const bound = problem.name.startsWith("Powell")
      ? 1.5 * state.value ** 0.25 + state.value ** 0.5
      : 1.01 * Math.sqrt((2 * state.value) / smallestCurvature(problem));
    const rounding = 8 * Number.EPSILON * Math.max(...problem.minimiser);
    expect(largestError(state, problem)).toBeLessThanOrEqual(bound + rounding);
  });

  it("of a logarithmic barrier with no value beyond it, within 1e-6 of mu / c", () => {
    const costs = [1, 2, 5];
    const mu = 1e-3;
    const objective: Objective = {
      size: 3,
      evaluate(x, gradient) {
        for (const [i, cost] of costs.entries()) gradient[i] = cost - mu / x[i];
        return costs.reduce((sum, cost, i) => sum + cost * x[i] - mu * Math.log(x[i]), 0);
      },
    };
    const problem = { name: "barrier", objective, start: [1, 3, 2], minimiser: costs.map((cost) => mu / cost) };
    expect(objective.evaluate(Float64Array.of(-1, 1, 1), new Float64Array(3))).toBeNaN();
    // The curvature there is c^2 / mu, 1000 or more.
    expect(largestError(minimise(problem, { gradientTolerance: 1e-6 }), problem)).toBeLessThanOrEqual(1e-6 / 1000);
  });
});

describe("L-BFGS, beside what is known of it", () => {
  it("takes the steps of conjugate gradients on a quadratic where its line search is exact, within 1e-6, n = 8", () => {
    const { objective, start } = quadratic(8, 100);
    const exact = { sufficientDecrease: 1e-12, curvature: 1e-10 };
    let state = startLbfgs(objective, Float64Array.from(start));
    const firstNorm = state.gradientNorm;

    // Hestenes and Stiefel, with the matrix's product as the difference of two gradients.
    const times = (p: Float64Array) => {
      const origin = gradientAt(objective, new Float64Array(8));
      return gradientAt(objective, p).map((value, i) => value - origin[i]);
    };
    const inner = (a: Float64Array, b: Float64Array) => a.reduce((sum, value, i) => sum + value * b[i], 0);
    let x = Float64Array.from(start);
    let residual = gradientAt(objective, x).map((value) => -value);
    let direction = residual;
    for (let k = 0; k < 8; k++) {
      const product = times(direction);
      const length = inner(residual, residual) / inner(direction, product);
      x = x.map((value, i) => value + length * direction[i]);
      const next = residual.map((value, i) => value - length * product[i]);
      const share = inner(next, next) / inner(residual, residual);
      direction = next.map((value, i) => value + share * direction[i]);
      residual = next;

      state = stepLbfgs(objective, state, exact);
      for (const [i, value] of x.entries()) expect(Math.abs(state.x[i] - value)).toBeLessThanOrEqual(1e-6);
      // Both end with the n-th step, and no sooner.
      if (k < 7) expect(state.gradientNorm).toBeGreaterThan(1e-4 * firstNorm);
    }
    expect(state.gradientNorm).toBeLessThan(1e-6 * firstNorm);
  });

  it("evaluates no more than 1.5 times as often as SciPy's L-BFGS-B in any of the problems, and 1.1 times in all", () => {
    const { options, problems } = JSON.parse(
      readFileSync(new URL("../../fixtures/scipy-lbfgs.json", import.meta.url), "utf8"),
    ) as { options: { maxcor: number; gtol: number }; problems: Record<string, { evaluations: number }> };
    const ours = [...mghProblems, rosenbrock(2), rosenbrock(10), rosenbrock(100)];
    expect(Object.keys(problems)).toEqual(ours.map(({ name }) => name));
    let [all, allOfScipy] = [0, 0];
    for (const problem of ours) {
      const { evaluations } = minimise(problem, { history: options.maxcor, gradientTolerance: options.gtol });
      expect(evaluations, problem.name).toBeLessThanOrEqual(1.5 * problems[problem.name].evaluations);
      all += evaluations;
      allOfScipy += problems[problem.name].evaluations;
    }
    expect(all).toBeLessThanOrEqual(1.1 * allOfScipy);
  });

  it("satisfies the strong Wolfe conditions at every step, and keeps no more pairs than it is told to", () => {
    for (const { objective, start } of [...mghProblems, rosenbrock(10)]) {
      let state = startLbfgs(objective, Float64Array.from(start));
      while (state.gradientNorm > 1e-5) {
        const next = stepLbfgs(objective, state, { history: 5 });
        expect(next.pairs.length).toBe(Math.min(next.iteration, 5));
        const step = next.x.map((value, i) => value - state.x[i]);
        const along = (gradient: Float64Array) => gradient.reduce((sum, value, i) => sum + value * step[i], 0);
        // The step is known up to the rounding of x.
        const rounding =
          4 * Number.EPSILON * next.x.reduce((sum, value, i) => sum + Math.abs(value * state.gradient[i]), 0);
        expect(next.value).toBeLessThanOrEqual(state.value + 1e-4 * along(state.gradient) + rounding);
        expect(Math.abs(along(next.gradient))).toBeLessThanOrEqual(-0.9 * along(state.gradient) + rounding);
        state = next;
      }
    }
  });
});

describe("L-BFGS stops with a sentence, and keeps the lowest point", () => {
  const bowl = quadratic(2, 1).objective;

  it("where the gradient is zero", () => {
    const state = startLbfgs(bowl, Float64Array.of(1, 1));
    expect(stepLbfgs(bowl, state)).toEqual({ ...state, stopped: "the gradient is zero" });
  });

  it("where nothing but the start is a number", () => {
    const objective: Objective = {
      size: 2,
      evaluate(x, gradient) {
        gradient.fill(1);
        return x[0] === 0 ? 5 : Number.NaN;
      },
    };
    const state = stepLbfgs(objective, startLbfgs(objective, new Float64Array(2)));
    expect(state.stopped).toBe("the value was not a finite number anywhere the line search tried");
    expect(state).toMatchObject({ iteration: 0, value: 5, x: new Float64Array(2) });
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])(
    "where the objective becomes %d after 10 steps",
    (broken) => {
      const { objective, start } = rosenbrock(4);
      const good = afterSteps(objective, startLbfgs(objective, Float64Array.from(start)), 10);
      const state = stepLbfgs({ size: 4, evaluate: () => broken }, good);
      expect(state.stopped).toBe("the value was not a finite number anywhere the line search tried");
      expect(state).toMatchObject({ iteration: 10, value: good.value, x: good.x });
    },
  );

  it("where the gradient has the wrong sign", () => {
    const wrong: Objective = {
      size: 2,
      evaluate(x, gradient) {
        const value = bowl.evaluate(x, gradient);
        for (let i = 0; i < 2; i++) gradient[i] = -gradient[i];
        return value;
      },
    };
    const state = stepLbfgs(wrong, startLbfgs(wrong, Float64Array.of(3, 3)));
    expect(state).toMatchObject({ iteration: 0, stopped: "the line search found no lower point", value: 4 });
  });

  it("where steps gain less than the rounding of the value", () => {
    const raised: Objective = {
      size: 10,
      evaluate: (x, gradient) => 1 + rosenbrock(10).objective.evaluate(x, gradient),
    };
    const state = minimise({ ...rosenbrock(10), objective: raised });
    expect(state.stopped).toBe("what one more step can gain is less than the rounding of the value");
    expect(state.value - 1).toBeLessThanOrEqual(2 * Number.EPSILON);
  });

  it("and then steps no further", () => {
    const state = minimise(quadratic(3, 10));
    expect(stepLbfgs(quadratic(3, 10).objective, state)).toBe(state);
  });

  it("lower than before at every step, after 200 steps of an objective with noise of 1e-6", () => {
    const { objective, start } = rosenbrock(10);
    const noisy: Objective = {
      size: 10,
      // Deterministic, and nothing like smooth.
      evaluate: (x, gradient) => objective.evaluate(x, gradient) + 1e-6 * ((x[0] * 1e9) % 1),
    };
    let state = startLbfgs(noisy, Float64Array.from(start));
    while (state.stopped === null && state.iteration < 200) {
      const next = stepLbfgs(noisy, state);
      if (next.stopped === null) expect(next.value).toBeLessThan(state.value);
      else expect(next.x).toEqual(state.x);
      state = next;
    }
    expect(state.value).toBeLessThan(1e-4);
  });
});

describe("a state", () => {
  const { objective, start } = rosenbrock(10);
  const first = startLbfgs(objective, Float64Array.from(start));

  it("is not changed by a step", () => {
    const state = afterSteps(objective, first, 8, { history: 5 });
    const before = digest(state);
    afterSteps(objective, state, 8, { history: 5 });
    expect(digest(state)).toBe(before);
  });

  it.each([0, 1, 7, 40])("goes through JSON after %d steps, and goes on to the same bytes", (interruption) => {
    const whole = afterSteps(objective, first, 60, { history: 5 });
    const half = afterSteps(objective, first, interruption, { history: 5 });
    const read = decodeState(JSON.parse(JSON.stringify(encodeState(half))));
    expect(read).toEqual(half);
    expect(digest(afterSteps(objective, read, 60 - interruption, { history: 5 }))).toBe(digest(whole));
  });

  it("is the same bytes on every machine and version of Node", () => {
    expect(digest(afterSteps(objective, first, 60))).toBe(
      "5a482160144c0663c4f873066fd23ce8160dc39012c4eb0f7a13468c31a6f750",
    );
  });

  it.each<[string, object, RegExp]>([
    ["a missing field", { value: undefined }, /^checkpoint\.value is missing$/],
    ["text that is not base64", { x: "#" }, /^checkpoint\.x must be the base64 of finite/],
    ["bytes that are not whole numbers", { x: "AAAA" }, /^checkpoint\.x must be the base64 of finite/],
    ["a NaN", { gradient: "AAAAAAAA+H8=" }, /^checkpoint\.gradient must be the base64 of finite/],
    ["fewer numbers than variables", { gradient: "" }, /^checkpoint\.gradient must hold 10 numbers, as x does, not 0$/],
    ["two values", { value: `${"A".repeat(20)}AA==` }, /^checkpoint\.value must hold one number, not 2$/],
    ["a broken pair", { pairs: [{ step: "" }] }, /^checkpoint\.pairs\.0\.change is missing$/],
    ["a short pair", { pairs: [{ step: "", change: "" }] }, /^checkpoint\.pairs\.0\.step must hold 10 numbers/],
    ["half an iteration", { iteration: 0.5 }, /^checkpoint\.iteration must be a whole number, 0 or more$/],
    ["an unknown field", { more: 1 }, /^checkpoint\.more is not a field of it$/],
  ])("is refused with %s", (_, change, message) => {
    expect(() => decodeState(JSON.parse(JSON.stringify({ ...encodeState(first), ...change })))).toThrow(message);
  });

  it("is refused where it is no object", () => {
    expect(() => decodeState(null)).toThrow(/^checkpoint must be what a minimisation was saved as$/);
  });
});

describe("arguments", () => {
  const { objective } = rosenbrock(2);
  const state = startLbfgs(objective, Float64Array.of(0, 0));

  it.each<[LbfgsOptions, RegExp]>([
    [{ history: 0 }, /^history must be a positive whole number, not 0$/],
    [{ history: 2.5 }, /^history must/],
    [{ sufficientDecrease: 0.95 }, /^sufficientDecrease must be between 0 and the curvature, 0.9, not 0.95$/],
    [{ curvature: 1 }, /^curvature must be a number between 0 and 1, not 1$/],
    [{ gradientTolerance: Number.NaN }, /^gradientTolerance must be a number from 0 up, not NaN$/],
  ])("%o is refused", (options, message) => {
    expect(() => stepLbfgs(objective, state, options)).toThrow(message);
  });

  it("a start with another number of variables, or without a finite value, is refused", () => {
    expect(() => startLbfgs(objective, new Float64Array(3))).toThrow(
      /^x must hold one point of dimension 2, not 3 numbers/,
    );
    expect(() => startLbfgs(objective, Float64Array.of(Number.NaN, 0))).toThrow(/^x must be where the objective/);
  });
});
