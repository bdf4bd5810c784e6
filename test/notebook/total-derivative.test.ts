import { describe, expect, it } from "vitest";
import { Polynomial } from "../../src/notebook/exact-polynomial.ts";
import { totalDerivative } from "../../src/notebook/total-derivative.ts";

describe("totalDerivative", () => {
  const own = { s: "s1", s1: "s2" };

  it.each([
    ["s", "s1"],
    ["s^2/2 + 3", "s*s1"],
    ["s*s1", "s1^2 + s*s2"],
    ["s^3*s1/6 - s1^2", "s^2*s1^2/2 + s^3*s2/6 - 2*s1*s2"],
    ["a*s + a^2", "a*s1"],
    ["7", "0"],
  ])("of %s is %s, exactly; what is not listed is constant", (formula, expected) => {
    const difference = totalDerivative(Polynomial.parse(formula), own).plus(Polynomial.parse(`-(${expected})`));
    expect(difference.terms).toEqual([]);
  });

  it("takes the names' own derivatives from a function: d/dx of u_y² is 2 u_y u_xy", () => {
    const byX = totalDerivative(Polynomial.parse("u_y^2"), (name) => name.replace("u_", "u_x"));
    expect(byX.plus(Polynomial.parse("-2*u_y*u_xy")).terms).toEqual([]);
  });
});
