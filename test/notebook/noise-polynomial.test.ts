import fc from "fast-check";
import { evaluate } from "mathjs";
import { describe, expect, it } from "vitest";
import { Polynomial, taylorPolynomial } from "../../src/notebook/exact-polynomial.ts";
import { averageOverNoise, coefficientOf, primes, replaceNames } from "../../src/notebook/noise-polynomial.ts";
import { gaussHermite } from "../../src/numerics/quadrature/gauss-hermite.ts";

/** Random polynomials of a and e, of degree 7 in e at most. */
const polynomials = fc
  .array(fc.tuple(fc.integer({ min: -3, max: 3 }), fc.nat({ max: 2 }), fc.nat({ max: 3 })), {
    minLength: 1,
    maxLength: 4,
  })
  .map((list) => list.map(([factor, a, e]) => `(${factor}) * a^${a} * e^${e}`).join(" + "))
  .chain((sum) => fc.constantFrom(sum, `(${sum})^2`, `(${sum}) * (1 - e) / 2`))
  .map((text) => Polynomial.parse(text));

describe("averageOverNoise", () => {
  it("is what Gauss-Hermite quadrature gives for random polynomials, to 1e-10", () => {
    const { nodes, weights } = gaussHermite(12);
    fc.assert(
      fc.property(polynomials, (polynomial) => {
        const [a, t] = [0.7, 0.36];
        const average = nodes.reduce(
          (sum, z, i) => sum + weights[i] * evaluate(polynomial.toString(), { a, e: Math.sqrt(t) * z }),
          0,
        );
        const exact = evaluate(averageOverNoise(polynomial, "e", "t").toString(), { a, t });
        expect(Math.abs(exact - average)).toBeLessThan(1e-10);
      }),
      { seed: 1 },
    );
  });
});

describe("coefficientOf", () => {
  it.each([
    [0, "1"],
    [2, "3 a^{2}"],
    [4, "0"],
  ])("collects the power %i of t in (1 + a t)^3 as %s", (power, expected) => {
    expect(coefficientOf(Polynomial.parse("(1 + a*t)^3"), "t", power).toTex()).toBe(expected);
  });
});

describe("replaceNames", () => {
  it("puts formulas in the place of whole names only", () => {
    const replaced = replaceNames(Polynomial.parse("h_eee + h*h_ee"), { h_eee: "-s*h_ee", h: "s" });
    expect(replaced.terms).toEqual([]);
    expect(replaceNames(Polynomial.parse("h + h_e"), { h: "2" }).toString()).toBe("(2) + (1)*h_e^1");
  });
});

describe("primes", () => {
  it("name every derivative of a Taylor polynomial", () => {
    const taylor = Polynomial.parse(taylorPolynomial("h", ["e"], 5));
    const names = taylor.terms.flatMap(({ powers }) => Object.keys(powers)).filter((name) => name.startsWith("h_"));
    expect(Object.keys(primes("h", "e", 5))).toEqual(names);
    expect(primes("h", "e", 4)).toEqual({ h_e: "h'", h_ee: "h''", h_eee: "h'''", h_eeee: "h^{(4)}" });
  });
});
