import fc from "fast-check";
import { evaluate } from "mathjs";
import { describe, expect, it } from "vitest";
import { Polynomial, taylorPolynomial } from "../../src/notebook/exact-polynomial.ts";
import { unitBallVolume } from "../../src/numerics/quadrature/ball-integrals.ts";
import { integrateBall } from "../../src/numerics/quadrature/integrate-ball.ts";

/** Formulas of sums, products and powers, with their own brackets. */
const formulas = fc.letrec<{ formula: string }>((tie) => ({
  formula: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.constantFrom("x", "y", "a", "2", "3/7", "0.25", "-x"),
    fc.tuple(tie("formula"), fc.constantFrom("+", "-", "*"), tie("formula")).map(([a, op, b]) => `(${a} ${op} ${b})`),
    tie("formula").map((a) => `(${a})^2`),
    tie("formula").map((a) => `-(${a})/3`),
  ),
})).formula;

describe("Polynomial", () => {
  it("multiplied out has the value of the formula, to 1e-12 of the sum of its terms: random formulas", () => {
    const scope = { x: 0.7, y: -1.3, a: 0.4 };
    fc.assert(
      fc.property(formulas, (formula) => {
        const polynomial = Polynomial.parse(formula);
        const size = polynomial.terms.reduce((sum, { coefficient, powers }) => {
          const { x = 0, y = 0, a = 0 } = powers;
          return sum + Math.abs(coefficient.valueOf()) * 0.7 ** x * 1.3 ** y * 0.4 ** a;
        }, 1);
        const expected: number = evaluate(formula, scope);
        expect(Math.abs(evaluate(polynomial.toString(), scope) - expected)).toBeLessThan(1e-12 * size);
      }),
    );
  });

  it("cancels exactly: (x + y)^3 less its terms is 0", () => {
    const zero = Polynomial.parse("(x + y)^3/7 - x^3/7 - 3*x^2*y/7 - 3*x*y^2/7 - y^3/7");
    expect(zero.terms).toEqual([]);
    expect(zero.toString()).toBe("0");
    expect(zero.toTex()).toBe("0");
  });

  it("averaged over a disc is the integral over its area, to 1e-12", () => {
    const formula = "(x^2/3 + x*y - a*y^2 + 2*x)^2 + x^3*y";
    const average: number = evaluate(Polynomial.parse(formula).averageOverBall(["x", "y"]).toString(), {
      a: 0.4,
      delta: 0.8,
    });
    const f = (x: number, y: number): number => (x ** 2 / 3 + x * y - 0.4 * y ** 2 + 2 * x) ** 2 + x ** 3 * y;
    const everywhere = [
      [-Infinity, Infinity],
      [-Infinity, Infinity],
    ] as const;
    const { value } = integrateBall(
      (points) => Float64Array.from({ length: points.length / 2 }, (_, i) => f(points[2 * i], points[2 * i + 1])),
      new Float64Array(2),
      0.8,
      everywhere,
      1,
    );
    expect(Math.abs(average - value / (unitBallVolume(2) * 0.8 ** 2))).toBeLessThan(1e-12);
  });

  it("of the Taylor polynomial in the plane, averaged over discs, is Laplacian and bi-Laplacian with 1/8 and 1/192", () => {
    const taylor = Polynomial.parse(taylorPolynomial("p", ["x", "y"], 4));
    expect(taylor.averageOverBall(["x", "y"]).toTex()).toBe(
      "p + \\frac{\\delta^{2}}{8} \\left(p_{xx} + p_{yy}\\right) + \\frac{\\delta^{4}}{192} \\left(p_{xxxx} + 2 p_{xxyy} + p_{yyyy}\\right)",
    );
  });

  it.each([
    ["1 - delta^2*s1^2/6", "1 - \\frac{\\delta^{2}}{6} (s')^{2}"],
    ["-3*x/2", "-\\frac{3}{2} x"],
    ["2*delta^4*(a - 3*b)/3", "\\frac{2 \\delta^{4}}{3} \\left(a - 3 b\\right)"],
    ["delta/5", "\\frac{\\delta}{5}"],
    ["7", "7"],
  ])("%s as TeX", (formula, tex) => {
    expect(Polynomial.parse(formula).toTex({ s1: "s'" })).toBe(tex);
  });

  it("leaves out high powers", () => {
    expect(Polynomial.parse("delta^2*a + delta^6*a^9").upTo(4, "delta").toTex()).toBe("\\delta^{2} a");
  });

  it.each(["exp(x)", "1/x", "x^(1/2)", "x^y", "x = 2"])("refuses %s", (formula) => {
    expect(() => Polynomial.parse(formula)).toThrow(/the polynomial must be made of names and numbers/);
  });
});

describe("taylorPolynomial", () => {
  it("names each derivative once", () => {
    expect(taylorPolynomial("p", ["u"], 3)).toBe("p + p_u*u + p_uu*u^2/2 + p_uuu*u^3/6");
    expect(taylorPolynomial("f", ["x", "y"], 2)).toBe("f + f_x*x + f_y*y + f_xx*x^2/2 + f_xy*x*y + f_yy*y^2/2");
  });
});
