import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FormulaBounds } from "../../../src/density/energy/formula-bounds.ts";
import { LOG_SUM, withLogSums } from "../../../src/density/energy/log-sums.ts";
import { Expression } from "../../../src/density/formula/expression.ts";
import type { Formula } from "../../../src/density/formula/formula.ts";

const has = (formula: Formula, operator: string): boolean =>
  formula.kind === "operation" &&
  (formula.operator === operator || formula.operands.some((operand) => has(operand, operator)));

const parse = (text: string): Expression => Expression.parse(text, ["x", "y"]);

describe.each([
  "-log(exp(-x^2) + exp(-y^2))",
  "-log(0.3*exp(-((x-1)^2+y^2)*2)/0.01 + 2*exp(-((x+1)^2+(y-0.5)^2)*3) + 1e-5)",
  "x/3 - log(0.5*(exp(x*y) + exp(sin(x)))*exp(y))",
])("bounds of %s", (text) => {
  const expression = parse(text);
  const bounds = new FormulaBounds(withLogSums(expression.tree), 2);
  const slopes = ["x", "y"].map((name) => expression.derivative(name));
  const number = fc.double({ min: -3, max: 3, noNaN: true });
  const width = fc.double({ min: 0, max: 2, noNaN: true });

  it("come from one operation on logarithms, and hold value and slopes at 300 random points of random boxes, seed 20", () => {
    expect(has(withLogSums(expression.tree), LOG_SUM)).toBe(true);
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(fc.array(fc.tuple(number, width, share), { minLength: 2, maxLength: 2 }), (axes) => {
        const lower = Float64Array.from(axes, ([low]) => low);
        const upper = Float64Array.from(axes, ([low, size]) => low + size);
        const at = axes.map(([low, size, t]) => low + t * size);
        const own = bounds.over({ lower, upper });
        [expression, ...slopes].forEach((quantity, k) => {
          const [value, { lower, upper }] = [quantity.evaluate(at), k === 0 ? own.value : own.slopes[k - 1]];
          const slack = 1e-12 * Math.max(1, Math.abs(value));
          expect(lower).toBeLessThanOrEqual(value + slack);
          expect(upper).toBeGreaterThanOrEqual(value - slack);
        });
      }),
      { numRuns: 300 },
    );
  });
});

it("slopes of two bells far apart are between those of both: [-2, 2] (x -+ 10) on a box around 0, where exp alone knows nothing", () => {
  const { tree } = parse("-log(exp(-(x-10)^2) + exp(-(x+10)^2))");
  const box = { lower: Float64Array.of(-2, 0), upper: Float64Array.of(2, 1) };
  const [slope] = new FormulaBounds(withLogSums(tree), 2).over(box).slopes;
  expect(slope.lower).toBeGreaterThan(-24 - 1e-9);
  expect(slope.upper).toBeLessThan(24 + 1e-9);
  expect(new FormulaBounds(tree, 2).over(box).slopes[0].upper).toBeGreaterThan(1e6);
});

it.each(["-log(1 + x^2)", "log(exp(x) - exp(y))", "log(-exp(x))", "log(x, 10)"])("%s stays as it is", (text) => {
  const { tree } = parse(text);
  expect(withLogSums(tree)).toEqual(tree);
});
