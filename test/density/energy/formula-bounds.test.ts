import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Box, FormulaBounds } from "../../../src/density/energy/formula-bounds.ts";
import { Expression } from "../../../src/density/formula/expression.ts";
import { FUNCTIONS } from "../../../src/density/formula/functions.ts";

/** Functions of one number as they stand; those of more in formulas below. */
const ofOne = Object.entries(FUNCTIONS).flatMap(([name, { arity = [1, 1] }]) => (arity[1] === 1 ? [name] : []));

const inX = [
  ...ofOne.map((name) => `${name}(x)`),
  ...ofOne.map((name) => `${name}(1.3 + sin(2x)/4)`),
  "(1/1000) * (10*(x+1)^2+1) * (20*x^2+1) * (30*(x-1)^2+1)",
  "-log(exp(-((x-1.2345)/0.1)^2/2)/0.1 + exp(-x^2/2))",
  "x^2/2 - 12*exp(-((x-0.5)/0.2)^2)",
  "x^3 - x^2 + 1/(3 + x^3)",
  "x^(-2) + x^(-3)",
  "abs(x)^1.7 + pow(x + 5, 0.3)",
  "(x + 5)^sin(x)",
  "min(x, 1 - x, x^2) + max(sin(x), cos(x))",
  "log(x + 6, 3)",
  "atan2(x, 1 - x)",
  "atan2(x, -1)",
  "ifAtLeast(x, 0.4, exp(x), -x)",
  "sign(x - 0.3) * x",
  "-(x - 2)*(x + 1)^2",
];
const inXandY = [
  "x^2 + x*y - y^3/4",
  "exp(-((x-1)^2 + (y+1)^2)*3) * cos(x*y)",
  "atan2(y, x)",
  "log(x^2 + y^2)",
  "max(x, y) - min(x*y, 1)",
  "(x^2 + 1)^y",
  "x/y + y/(x^2 + 1)",
];

const number = fc.oneof(fc.constantFrom(0, 1, -1, 0.5), fc.double({ min: -4, max: 4, noNaN: true }));

/** A box, and a point in it. */
function boxes(dim: number): fc.Arbitrary<Box & { readonly at: number[] }> {
  const axis = fc.tuple(number, number, fc.double({ min: 0, max: 1, noNaN: true }));
  return fc.array(axis, { minLength: dim, maxLength: dim }).map((axes) => {
    const lower = Float64Array.from(axes, ([a, b]) => Math.min(a, b));
    const upper = Float64Array.from(axes, ([a, b]) => Math.max(a, b));
    return { lower, upper, at: axes.map(([, , t], i) => Math.min(upper[i], lower[i] + t * (upper[i] - lower[i]))) };
  });
}

/** Values are computed with rounding errors of their own. */
const slack = (value: number): number => 1e-11 * Math.max(1, Math.abs(value));

describe.each([
  ...inX.map((text) => ({ text, variables: ["x"] })),
  ...inXandY.map((text) => ({ text, variables: ["x", "y"] })),
])("bounds of $text", ({ text, variables }) => {
  const expression = Expression.parse(text, variables);
  const bounds = new FormulaBounds(expression.tree, variables.length);

  it("hold its values and its slopes at 200 random points of random boxes, seed 20", () => {
    const derivatives = variables.map((name) => expression.derivative(name));
    fc.assert(
      fc.property(boxes(variables.length), (box) => {
        const value = expression.evaluate(box.at);
        const { value: own, slopes, defined } = bounds.over(box);
        if (Number.isNaN(value)) {
          // In two variables single points have no value, as x/y at 0.
          if (variables.length === 1) expect(defined && own.upper - own.lower < Infinity).toBe(false);
          return;
        }
        // At a pole, whose sign depends on the side.
        if (!Number.isFinite(value)) return;
        expect(own.lower).toBeLessThanOrEqual(value + slack(value));
        expect(own.upper).toBeGreaterThanOrEqual(value - slack(value));
        derivatives.forEach((derivative, a) => {
          const slope = derivative.evaluate(box.at);
          if (!Number.isFinite(slope)) return;
          expect(slopes[a].lower).toBeLessThanOrEqual(slope + slack(slope));
          expect(slopes[a].upper).toBeGreaterThanOrEqual(slope - slack(slope));
        });
      }),
      { numRuns: 200 },
    );
  });
});

it.each([
  ["x*(1 - x)", 0.7],
  ["(1/1000) * (10*(x+1)^2+1) * (20*x^2+1) * (30*(x-1)^2+1)", 0.2],
  ["-log(exp(-((x-1.2345)/0.1)^2/2)/0.1 + exp(-x^2/2))", 1.1],
])(
  "bounds of %s around %f are too wide by the square of the interval's width: halved, by 3.6 to 4.4 times less",
  (text, at) => {
    const expression = Expression.parse(text, ["x"]);
    const bounds = new FormulaBounds(expression.tree, 1);
    const excess = (width: number): number => {
      const { value } = bounds.over({ lower: Float64Array.of(at - width), upper: Float64Array.of(at + width) });
      const [a, b] = [expression.evaluate([at - width]), expression.evaluate([at + width])];
      return value.upper - value.lower - Math.abs(b - a);
    };
    const ratio = excess(1e-4) / excess(5e-5);
    expect(ratio).toBeGreaterThan(3.6);
    expect(ratio).toBeLessThan(4.4);
  },
);

it.each([
  ["log(x)", -2, -1],
  ["sqrt(x)", -2, -1],
  ["x^1.5", -2, -1],
  ["asin(x)", 2, 3],
  ["acosh(x)", -1, 0.5],
])("%s on [%f, %f] has no value: NaN, and not defined", (text, lower, upper) => {
  const bounds = new FormulaBounds(Expression.parse(text, ["x"]).tree, 1);
  const { value, defined } = bounds.over({ lower: Float64Array.of(lower), upper: Float64Array.of(upper) });
  expect(value.lower).toBeNaN();
  expect(defined).toBe(false);
});
