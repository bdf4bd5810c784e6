import { describe, expect, it } from "vitest";
import { FormulaBounds } from "../../../src/density/energy/formula-bounds.ts";
import { zerosBetween } from "../../../src/density/energy/zeros.ts";
import { Expression } from "../../../src/density/formula/expression.ts";

const zeros = (text: string, lower: number, upper: number): number[] =>
  zerosBetween(new FormulaBounds(Expression.parse(text, ["x"]).tree, 1), lower, upper);

describe("zerosBetween", () => {
  it.each([
    ["x - 0.3", -1, 1, [0.3]],
    ["x^2 - 2", -5, 5, [-Math.SQRT2, Math.SQRT2]],
    ["sin(x)", 1, 10, [Math.PI, 2 * Math.PI, 3 * Math.PI]],
    ["exp(x)", -5, 5, []],
    ["x", 0.5, 1, []],
  ])("of %s on [%f, %f], each to two units in the last place: %j", (text, lower, upper, exact) => {
    const found = zeros(text, lower, upper);
    expect(found).toHaveLength(exact.length);
    exact.forEach((zero, i) => {
      expect(Math.abs(found[i] - zero)).toBeLessThanOrEqual(2 * Number.EPSILON * zero ** 2);
    });
  });

  it("of a product with two zeros 1e-7 apart: numbers within 1e-9 of both, and no others", () => {
    const found = zeros("(x - 0.1)*(x - 0.1000001)", 0, 1);
    for (const zero of [0.1, 0.1000001]) expect(found.some((x) => Math.abs(x - zero) < 1e-9)).toBe(true);
    expect(found.every((x) => Math.min(Math.abs(x - 0.1), Math.abs(x - 0.1000001)) < 1e-9)).toBe(true);
  });

  it("ends for what is 0 everywhere", () => {
    expect(zeros("x - x", 0, 1).length).toBeLessThan(20_000);
  });
});
