import { describe, expect, it } from "vitest";
import { FormulaNearPoint } from "../../../src/density/energy/formula-near-point.ts";
import { Expression } from "../../../src/density/formula/expression.ts";
import { FUNCTIONS } from "../../../src/density/formula/functions.ts";

function near(text: string, at: number): (t: number) => number {
  const formula = new FormulaNearPoint(Expression.parse(text, ["x"]).tree);
  return (t) => formula.value([at], [1], t);
}

const smooth = Object.entries(FUNCTIONS).flatMap(([name, { arity = [1, 1] }]) =>
  arity[1] === 1 && name !== "sign" ? [name] : [],
);
/** These compute a change as a difference of values, so that it has its digits for distances that are not tiny only. */
const differences = ["asin", "acos", "atan", "asinh", "acosh", "atanh", "cbrt"];

describe("of smooth functions", () => {
  it.each(smooth.filter((name) => !differences.includes(name)))(
    "%s: the change over 1e-30 is the slope times 1e-30, to 1e-12 of it",
    (name) => {
      const at = 1.37;
      const change = near(`${name}(x/3) - ${name}(${at}/3)`, at)(1e-30);
      const slope = Expression.parse(`${name}(x/3)`, ["x"]).derivative("x").evaluate([at]);
      expect(Math.abs(change / 1e-30 - slope)).toBeLessThan(1e-12 * Math.abs(slope));
    },
  );

  it.each(differences)("%s: the change over 1e-6 is the slope times 1e-6, to 1e-5 of it", (name) => {
    const at = name === "acosh" ? 4.1 : 1.37;
    const change = near(`${name}(x/3) - ${name}(${at}/3)`, at)(1e-6);
    const slope = Expression.parse(`${name}(x/3)`, ["x"]).derivative("x").evaluate([at]);
    expect(Math.abs(change / 1e-6 - slope)).toBeLessThan(1e-5 * Math.abs(slope));
  });
});

it.each([
  ["0.25*log((x-0.037)^2)", 0.037, 1e-60, 0.5 * Math.log(1e-60)],
  ["1/(x-0.12)", 0.12, -1e-60, -1e60],
  ["log((x^2-2)^2)", Math.SQRT2, 1e-60, 2 * Math.log(2 * Math.SQRT2 * 1e-60)],
  ["log(1-cos(x))", 0, 1e-60, Math.log(1e-120 / 2)],
  ["log(abs(sin(x)))", Math.PI, 1e-60, Math.log(1e-60)],
  ["tan(x)", Math.PI / 2, 1e-60, -1e60],
  ["sqrt(abs(x-1))", 1, -1e-60, 1e-30],
  ["x^0.3", 0, 1e-60, 1e-18],
  ["log(exp(x)-1)", 0, 1e-60, Math.log(1e-60)],
  ["log(max(x-3, 0.5*(x-3)))", 3, 1e-60, Math.log(1e-60)],
])("next to a singular point, %s at %f + %f: the leading term, to 1e-13", (text, at, t, exact) => {
  expect(Math.abs(near(text, at)(t) / exact - 1)).toBeLessThan(1e-13);
});

it("far from the point: as ordinary evaluation, to 1e-12", () => {
  const texts = [
    "-log(exp(-((x-1.2345)/0.001)^2/2)/0.001 + exp(-x^2/2))",
    "(1/1000) * (10*(x+1)^2+1) * (20*x^2+1) * (30*(x-1)^2+1)",
    "cosh(x*300) + tanh(40*x) + abs(x-1.21)^1.5 + min(x, 1.25) + sign(x-1.3)",
    "(x-1.1)^3 / (x+2)^(-2.5) + 2^x",
  ];
  for (const text of texts) {
    const expression = Expression.parse(text, ["x"]);
    const formula = near(text, 1.2);
    for (const t of [-0.9, -0.02, 0.0345, 0.04, 1.1]) {
      const exact = expression.evaluate([1.2 + t]);
      expect(Math.abs(formula(t) - exact)).toBeLessThan(1e-12 * Math.max(1, Math.abs(exact)));
    }
  }
});
