import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Objective } from "../../../src/numerics/optimise/objective.ts";
import { type Evaluated, strongWolfeSearch } from "../../../src/numerics/optimise/strong-wolfe.ts";
import { mghProblems, rosenbrock } from "../../support/minimisation-problems.ts";

const usual = { sufficientDecrease: 1e-4, curvature: 0.9 };

/** A function of one variable, given with its derivative, and its values in the order they were asked for. */
function onLine(f: (t: number) => number, slope: (t: number) => number): { objective: Objective; asked: number[] } {
  const asked: number[] = [];
  const evaluate = ([t]: Float64Array, gradient: Float64Array): number => {
    asked.push(t);
    gradient[0] = slope(t);
    return f(t);
  };
  return { objective: { size: 1, evaluate }, asked };
}

function evaluated(objective: Objective, x: Float64Array): Evaluated {
  const gradient = new Float64Array(x.length);
  return { value: objective.evaluate(x, gradient), x, gradient };
}

/** The search from 0 to the right. */
function searchRight(objective: Objective, firstStep: number, constants = usual) {
  return strongWolfeSearch(
    objective,
    evaluated(objective, Float64Array.of(0)),
    Float64Array.of(1),
    firstStep,
    constants,
  );
}

const along = (a: Float64Array, b: Float64Array): number => a.reduce((sum, value, i) => sum + value * b[i], 0);

describe("strongWolfeSearch", () => {
  it("takes the first step as it is where that satisfies the conditions", () => {
    const { objective } = onLine(
      (t) => (t - 1) ** 2,
      (t) => 2 * (t - 1),
    );
    const { point, strongWolfe, evaluations } = searchRight(objective, 0.5);
    expect(point?.x[0]).toBe(0.5);
    expect(strongWolfe).toBe(true);
    expect(evaluations).toBe(1);
  });

  it("finds the minimum of a parabola where the conditions are sharp, with the second trial from beyond it and the third from before it", () => {
    for (const first of [0.7, 1.8]) {
      const { objective } = onLine(
        (t) => (t - 1) ** 2,
        (t) => 2 * (t - 1),
      );
      const { point, strongWolfe, evaluations } = searchRight(objective, first, {
        sufficientDecrease: 1e-4,
        curvature: 1e-6,
      });
      expect(strongWolfe).toBe(true);
      expect(Math.abs((point?.x[0] ?? 0) - 1)).toBeLessThan(1e-6);
      expect(evaluations).toBeLessThanOrEqual(first < 1 ? 3 : 2);
    }
  });

  it("goes at most ten times as far at once", () => {
    const { objective, asked } = onLine(
      (t) => -t,
      () => -1,
    );
    const { point, strongWolfe } = searchRight(objective, 1);
    expect(asked.slice(1, 5)).toEqual([1, 10, 100, 1000]);
    // It falls for ever: what was found is lower, but no point satisfies the second condition.
    expect(strongWolfe).toBe(false);
    expect(point?.value).toBeLessThan(-1e30);
  });

  it("retreats to a tenth from where there is no number, and halves what is left once it has a point", () => {
    const { objective, asked } = onLine(
      (t) => (t < 0.3 ? -t : Number.NaN),
      () => -1,
    );
    const { point, strongWolfe, finite } = searchRight(objective, 10);
    for (const [k, t] of [10, 1, 0.1, 0.55, 0.325, 0.2125].entries()) expect(asked[k + 1]).toBeCloseTo(t, 12);
    expect(point?.x[0]).toBeGreaterThan(0.299);
    expect({ strongWolfe, finite }).toEqual({ strongWolfe: false, finite: true });
  });

  it.each([
    ["value", Number.NaN, -1],
    ["value", Number.NEGATIVE_INFINITY, -1],
    ["slope", -5, Number.NaN],
  ])("counts a point whose %s is not finite as too far (%d, %d)", (_, value, slope) => {
    const { objective } = onLine(
      (t) => (t >= 1 ? value : (t - 0.5) ** 2),
      (t) => (t >= 1 ? slope : 2 * (t - 0.5)),
    );
    const { point, strongWolfe } = searchRight(objective, 1);
    expect(strongWolfe).toBe(true);
    expect(point?.x[0]).toBeLessThan(1);
  });

  it("finds nothing where nothing is lower, and says whether anything was finite, within 40 evaluations", () => {
    for (const [f, expected] of [
      [(t: number) => t, true],
      [(t: number) => (t === 0 ? 0 : Number.NaN), false],
    ] as const) {
      // The slope says that it falls.
      const { objective } = onLine(f, () => -1);
      const { point, finite, evaluations } = searchRight(objective, 1);
      expect(point).toBeNull();
      expect(finite).toBe(expected);
      expect(evaluations).toBeLessThanOrEqual(40);
    }
  });

  /** Test functions 1, 2, 4, 5 and 6 of Moré and Thuente (1994), with the constants they use and their first steps. */
  const yanai = (b1: number, b2: number) => {
    const gamma = (b: number) => Math.sqrt(1 + b * b) - b;
    const f = (t: number) => gamma(b1) * Math.sqrt((1 - t) ** 2 + b2 * b2) + gamma(b2) * Math.sqrt(t * t + b1 * b1);
    const slope = (t: number) =>
      (gamma(b1) * (t - 1)) / Math.sqrt((1 - t) ** 2 + b2 * b2) + (gamma(b2) * t) / Math.sqrt(t * t + b1 * b1);
    return [f, slope] as const;
  };
  const functions = [
    ["1", (t: number) => -t / (t * t + 2), (t: number) => (t * t - 2) / (t * t + 2) ** 2, 1e-3, 0.1],
    [
      "2",
      (t: number) => (t + 0.004) ** 5 - 2 * (t + 0.004) ** 4,
      (t: number) => 5 * (t + 0.004) ** 4 - 8 * (t + 0.004) ** 3,
      0.1,
      0.1,
    ],
    ["4", ...yanai(0.001, 0.001), 1e-3, 1e-3],
    ["5", ...yanai(0.01, 0.001), 1e-3, 1e-3],
    ["6", ...yanai(0.001, 0.01), 1e-3, 1e-3],
  ] as const;
  it.each(functions.flatMap((one) => [1e-3, 1e-1, 1e1, 1e3].map((first) => [...one, first] as const)))(
    "satisfies the conditions within 20 evaluations for test function %s of Moré and Thuente",
    (name, f, slope, sufficientDecrease, curvature, first) => {
      const { objective } = onLine(f, slope);
      const { point, strongWolfe, evaluations } = searchRight(objective, first, { sufficientDecrease, curvature });
      const t = point?.x[0] ?? Number.NaN;
      // The second one asks for the minimum within 2e-9, which is lost in the rounding of the value: sqrt(2 f'' epsilon f).
      const resolution = name === "2" ? 2e-7 : 0;
      expect(f(t)).toBeLessThanOrEqual(f(0) + sufficientDecrease * t * slope(0));
      expect(Math.abs(slope(t))).toBeLessThanOrEqual(Math.max(curvature * Math.abs(slope(0)), resolution));
      expect(strongWolfe).toBe(Math.abs(slope(t)) <= curvature * Math.abs(slope(0)));
      expect(evaluations).toBeLessThanOrEqual(20);
    },
  );

  it("satisfies the conditions from any start, along any descent direction, with any constants", () => {
    // The helical valley jumps; the badly scaled function asks for more digits than there are.
    const smooth = mghProblems.filter(({ name }) => !/^(Helical|Brown)/.test(name));
    const problem = fc.constantFrom(...smooth, rosenbrock(5));
    const unit = fc.double({ min: -1, max: 1, noNaN: true });
    const cases = fc.record({
      problem,
      shifts: fc.array(unit, { minLength: 5, maxLength: 5 }),
      scales: fc.array(fc.double({ min: 0.1, max: 10, noNaN: true }), { minLength: 5, maxLength: 5 }),
      firstStep: fc.double({ min: -4, max: 2, noNaN: true }).map((exponent) => 10 ** exponent),
      sufficientDecrease: fc.constantFrom(1e-4, 1e-2, 0.1),
      curvature: fc.constantFrom(0.2, 0.5, 0.9),
    });
    fc.assert(
      fc.property(cases, ({ problem: { objective, start }, shifts, scales, firstStep, ...constants }) => {
        const from = evaluated(
          objective,
          Float64Array.from(start, (value, i) => value + shifts[i]),
        );
        fc.pre(along(from.gradient, from.gradient) > 1e-6);
        const direction = from.gradient.map((value, i) => -value * scales[i]);
        const { point, strongWolfe } = strongWolfeSearch(objective, from, direction, firstStep, constants);
        if (point === null) throw new Error("nothing found");
        const taken =
          along(
            point.x.map((value, i) => value - from.x[i]),
            direction,
          ) / along(direction, direction);
        const slope = along(from.gradient, direction);
        // The step is known up to the rounding of x, some 1e-16 of some ten; 1e-9 of it is far more.
        expect(point.value).toBeLessThanOrEqual(from.value + (1 - 1e-9) * constants.sufficientDecrease * taken * slope);
        expect(Math.abs(along(point.gradient, direction))).toBeLessThanOrEqual(
          -(1 + 1e-9) * constants.curvature * slope,
        );
        expect(strongWolfe).toBe(true);
      }),
      { numRuns: 500, seed: 1 },
    );
  });
});
