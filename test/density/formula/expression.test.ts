import fc from "fast-check";
import { evaluate } from "mathjs";
import { describe, expect, it, test } from "vitest";
import { Expression } from "../../../src/density/formula/expression.ts";
import { FUNCTIONS } from "../../../src/density/formula/functions.ts";
import { InputError } from "../../../src/numerics/input-error.ts";
import { differentiate } from "../../support/differences.ts";

const plane = ["x", "y"];

/** What the formula is refused with. */
function refusal(text: string, variables: readonly string[] = ["x"]): InputError {
  try {
    Expression.parse(text, variables);
  } catch (error) {
    if (error instanceof InputError) return error;
    throw error;
  }
  throw new Error(`${text} was not refused`);
}

describe("reads formulas as people write them", () => {
  test.each([
    ["x**2", "x^2"],
    ["2**-x", "2^(-x)"],
    ["pow(x, 3)", "x^3"],
    ["ln(x + 2)", "log(x + 2)"],
    ["log(x + 2, 10)", "log(x + 2) / log(10)"],
    ["2x y", "2*x*y"],
    ["2x^2y", undefined],
    ["2x^2 y", "2*x^2*y"],
    ["x(1 + x)^2", "x*(1 + x)^2"],
    ["(x + 1)(x - 1)", "(x + 1)*(x - 1)"],
    ["2 pi x", "2*pi*x"],
    ["2e3x", "2000*x"],
    ["2e x", "2*e*x"],
    ["3.x", "3*x"],
    ["−x² · 2", "-x^2 * 2"],
    ["x²y", "x^2*y"],
    ["x⁻¹² ÷ 4", "x^(-12) / 4"],
    ["2π×x", "2*pi*x"],
    ["x\n + 1", "x + 1"],
    ["x\u00a0+\u20091", "x + 1"],
    ["max(x, y, 2x)", "max(x, y, 2*x)"],
    ["min(x)", "x"],
    ["exp (-x²/2)", "exp(-(x^2)/2)"],
    ["arctan2(y, x) + sgn(x)", "atan2(y, x) + sign(x)"],
    ["--x + -2", "x - 2"],
  ])("%s", (text, plain) => {
    if (plain === undefined) return expect(refusal(text, plane).allowed).toBe("one meaning");
    const formula = Expression.parse(text, plane);
    for (const [x, y] of [
      [0.7, -1.3],
      [2.4, 0.6],
    ]) {
      const expected = evaluate(plain, { x, y }) as number;
      expect(formula.evaluate([x, y])).toBeCloseTo(expected, 13);
    }
  });

  it("says how it read them, and reads what it says", () => {
    const formula = Expression.parse("2x(x−1)² + max(ln(x), -x/2)", ["x"]);
    expect(formula.toString()).toBe("2 * x * (x - 1) ^ 2 + max(log(x), -x / 2)");
    expect(formula.toTex()).toBe(
      "2\\cdot x\\cdot{\\left(x-1\\right)}^{2}+\\max\\left(\\ln\\left(x\\right),\\frac{- x}{2}\\right)",
    );
    expect(Expression.parse(formula.toString(), ["x"]).evaluate([0.3])).toBe(formula.evaluate([0.3]));
  });

  // mathjs takes hyperbolic functions from exponentials, which near 0 cancel to x: it loses the factor 1/x <= 10.
  it("has the values of mathjs for every function, at 20 random places, to 10 units of rounding", () => {
    fc.assert(
      fc.property(fc.double({ min: 0.1, max: 0.99, noNaN: true }), (x) => {
        for (const [name, { arity }] of Object.entries(FUNCTIONS)) {
          if (name === "ifAtLeast") continue;
          const call = `${name}(${name === "acosh" ? "x + 1" : "x"}${(arity?.[1] ?? 1) > 1 ? ", 0.4" : ""})`;
          const expected = evaluate(call, { x }) as number;
          const error = Math.abs(Expression.parse(call, ["x"]).evaluate([x]) - expected);
          expect(error).toBeLessThanOrEqual(10 * Number.EPSILON * Math.max(1, Math.abs(expected)));
        }
      }),
      { numRuns: 20 },
    );
  });
});

describe("products without a sign that have two readings are refused with both", () => {
  test.each([
    ["x^2/2(4)", "(x^2/2)*4", "x^2/(2*4)"],
    ["x^3/3(x - 1)", "(x^3/3)*(x-1)", "x^3/(3*(x-1))"],
    ["1/2x", "(1/2)*x", "1/(2*x)"],
    ["3 / 4 x^2", "(3/4)*x^2", "3/(4*x^2)"],
    ["1 + 1/2pi x", "(1/2)*pi*x", "1/(2*pi*x)"],
    ["x/(2)(3)", "(x/2)*3", "x/(2*3)"],
    ["1/2 exp(-x)", "(1/2)*exp(-x)", "1/(2*exp(-x))"],
    ["x/exp(x) x", "(x/exp(x))*x", "x/(exp(x)*x)"],
    ["x/x^2 x", "(x/x^2)*x", "x/(x^2*x)"],
    ["e^2x", "(e^2)*x", "e^(2*x)"],
    ["e^-2x", "(e^-2)*x", "e^(-2*x)"],
    ["2**x(3)", "(2^x)*3", "2^(x*3)"],
    ["sin(3/2x)", "(3/2)*x", "3/(2*x)"],
    ["max(x, 1/2x)", "(1/2)*x", "1/(2*x)"],
  ])("%s", (text, ...readings) => {
    const error = refusal(text);
    expect(error).toMatchObject({ argument: "expression", allowed: "one meaning" });
    expect(error.advice).toBe(`write ${readings.join(" or ")}`);
    const values = readings.map((reading) => Expression.parse(reading, ["x"]).evaluate([0.7]));
    expect(values[0]).not.toBeCloseTo(values[1], 3);
  });

  it("as are a power of a superscript and two numbers side by side", () => {
    expect(refusal("x²^3").allowed).toBe("one meaning");
    expect(refusal("1 000 x").message).toContain('not "1 000"; write 1000');
    expect(refusal("1.2.3 x").message).toContain("a sign between two numbers");
  });
});

describe("says what to write", () => {
  test.each([
    ["sin x", "write sin(x)"],
    ["exp -x^2", "write exp(-x^2)"],
    ["x + cos 2x + 1", "write cos(2x)"],
    ["sqrt x exp(x)", "write sqrt(x)"],
    ["sin^2(x)", "write sin(x)^2"],
    ["tanh^-1(x)", "write atanh(x) or tanh(x)^(-1)"],
    ["log", "write log(x)"],
    ["Sin(x)", "did you mean sin?"],
    ["sqr(x)", "did you mean sqrt?"],
    ["epx(x)", "did you mean exp?"],
    ["Pi*x", "did you mean pi?"],
    ["xx", "write x*x"],
    ["2ex", "write e*x"],
    ["x2", "write x*2 or x^2"],
    ["xcosh(x)", "write x*cosh(…)"],
    ["|x|", "write abs(x)"],
    ["√x", "write sqrt(x)"],
    ["x – 1", "write the minus sign -"],
    ["[x]", "write ( and )"],
    ["0,5*x", "write 0.5"],
    ["x = 3", "give the right side only"],
    ["x < 0", "write ifAtLeast(u, v, w, z), which is w where u >= v, and z elsewhere"],
  ])("%s: %s", (text, advice) => {
    expect(refusal(text)).toMatchObject({ argument: "expression", advice });
    expect(refusal(text).message).toMatch(new RegExp(`; ${advice.replaceAll(/[()^*?|+]/g, "\\$&")}$`));
  });

  test.each([
    ["", 'expression must be a formula such as "x^4/4 - x^2/2", not ""'],
    ["y", 'expression must use the names x, pi and e only, not "y"'],
    ["constructor", 'expression must use the names x, pi and e only, not "constructor"'],
    ["(x", 'expression must close every parenthesis, not "(x"'],
    ["x)", 'expression must open every parenthesis that it closes, not "x)"'],
    ["x */ 2", 'expression must have a number, a name or a parenthesis after "*", not "x */ 2"'],
    ["+", 'expression must have a number, a name or a parenthesis after "+", not "+"'],
    ["exp()", 'expression must have a number, a name or a parenthesis after "(", not "exp()"'],
    ["pow(x)", "expression must give pow 2 arguments, not 1"],
    ["sin(x, x)", "expression must give sin 1 argument, not 2"],
    [
      "x&",
      'expression must hold numbers, the names x, pi and e, functions, + - * / ^, parentheses and commas only, not "&"',
    ],
  ])("%s: %s", (text, message) => {
    expect(refusal(text).message).toBe(message);
  });

  test.each([
    ["parentheses", `${"(".repeat(50_000)}x${")".repeat(50_000)}`],
    ["signs", `${"-".repeat(50_000)}x`],
    ["calls", `${"exp(".repeat(5000)}x${")".repeat(5000)}`],
    ["powers", Array(40_000).fill("x").join("^")],
    ["sums", Array(40_000).fill("x").join("+")],
    ["characters", "x".repeat(1_000_000)],
  ])("too many %s, in a sentence and in under 5 seconds", (_what, text) => {
    const start = performance.now();
    const { message } = refusal(text);
    expect(message).toMatch(/^expression must (nest|have|use) .* not /);
    expect(message.length).toBeLessThan(300);
    expect(performance.now() - start).toBeLessThan(5000);
  });
});

describe("derivatives", () => {
  const formulas = [
    ...Object.entries(FUNCTIONS).map(([name, { arity }]) => {
      const [, most] = arity ?? [1, 1];
      const others = most === 4 ? ", y, x^2*y, sin(x)" : most > 1 ? ", 0.3 + y^2/4" : "";
      return `${name}(${name === "acosh" ? "1 + " : ""}x*y${others})`;
    }),
    "abs(x - y)^1.5",
    "x * max(x, y, x*y) / (1 + abs(y))",
    "exp(-abs(x)) * min(x^2, 1 + y)^2",
    "abs(max(x, abs(y)) - 1)",
    "log(1 + abs(x), 2 + y)",
    "cbrt(x - 2) * sign(y)",
    "x^y + (x*y)^-1.5",
  ];

  test.each(formulas)("of %s agree with finite differences to 1e-7 of their size, three times over", (text) => {
    // Places where none of the formulas has a kink or a singularity within the step of the differences.
    for (const at of [
      [0.4, 0.9],
      [0.55, 0.35],
    ]) {
      let names = [""];
      for (let order = 0; order < 3; order++) {
        names = names.flatMap((name) => plane.map((variable) => name + variable));
        for (const name of names) {
          const lower = along(text, name.slice(0, -1));
          const j = plane.indexOf(name.at(-1) ?? "");
          const [expected] = differentiate((z) => Float64Array.of(lower.evaluate([...z])), Float64Array.from(at), j);
          const error = Math.abs(along(text, name).evaluate(at) - expected);
          expect(error).toBeLessThan(1e-7 * Math.max(1, Math.abs(expected)));
        }
      }
    }
  });

  test.each(formulas)("of %s at many points have the bits of those at one point, three times over", (text) => {
    // More points than a block holds, on both sides of kinks and singularities, and zeros of both signs.
    const points = Float64Array.from({ length: 2 * 150 }, (_, i) => 3 * Math.sin(i * i));
    points.set([0, -0, -0, 0, 1, 1]);
    let names = [""];
    for (let order = 0; order <= 3; order++) {
      for (const name of names) {
        const expression = along(text, name);
        const one = Float64Array.from({ length: 150 }, (_, i) =>
          expression.evaluate([points[2 * i], points[2 * i + 1]]),
        );
        expect(expression.evaluateAll(points)).toEqual(one);
      }
      names = names.flatMap((name) => plane.map((variable) => name + variable));
    }
  });

  it("at a kink are those of one side: of u >= 0 for abs(u), and of the first of equal arguments", () => {
    const at = (text: string): number => Expression.parse(text, ["x"]).derivative("x").evaluate([0]);
    expect(at("abs(x)")).toBe(1);
    expect(at("abs(-3x)")).toBe(-3);
    expect(at("max(x, 2x)")).toBe(1);
    expect(at("max(2x, x)")).toBe(2);
    expect(at("min(2x, x)")).toBe(2);
    expect(at("sign(x)")).toBe(0);
  });

  it("of the side that does not count are not evaluated", () => {
    const slope = Expression.parse("max(x, log(x))", ["x"]).derivative("x");
    expect(slope.evaluate([0])).toBe(1);
    expect(Expression.parse("ifAtLeast(x, 0, sqrt(x), 0)", ["x"]).derivative("x").evaluate([-1])).toBe(0);
  });

  it("of a sum of 400 kinks are found in under 5 seconds: the chain rule at once would take minutes", () => {
    const text = Array.from({ length: 400 }, (_, k) => `abs(x - ${k})`).join(" + ");
    const start = performance.now();
    const slope = Expression.parse(text, ["x"]).derivative("x");
    expect(slope.derivative("x").derivative("x").evaluate([3.5])).toBe(0);
    expect(slope.evaluate([3.5])).toBe(4 - 396);
    expect(performance.now() - start).toBeLessThan(5000);
  });

  test.each([
    ["a product of 60 factors", Array.from({ length: 60 }, (_, k) => `(x - ${k})`).join("*")],
    ["300 powers of powers", Array(300).fill("x").join("^")],
    ["100 kinks inside one another", `${"abs(1 - ".repeat(100)}x${")".repeat(100)}`],
  ])("of %s: the first has its value, the third is refused before it is made", (_what, text) => {
    const first = Expression.parse(text, ["x"]).derivative("x");
    expect(first.evaluate([0.9])).not.toBeNaN();
    expect(() => first.derivative("x").derivative("x")).toThrow(/^expression must have derivatives of at most 1000000/);
  });

  function along(text: string, names: string): Expression {
    return [...names].reduce((formula, name) => formula.derivative(name), Expression.parse(text, plane));
  }
});

describe("says where it is not smooth", () => {
  const edges = (text: string): [string[], string[]] => {
    const formula = Expression.parse(text, plane);
    return [formula.kinks.map(String), formula.singularities.map(String)];
  };

  test.each([
    ["x^4/4 - x^2/2 + sin(3x)", [], ["4", "2"]],
    ["abs(x - 1) + abs(x - 1)^2", ["x - 1"], []],
    ["max(x, y, 2)", ["max(x, y) - 2", "x - y"], []],
    ["min(sin(x), y^2)", ["sin(x) - y ^ 2"], []],
    ["sign(x*y)", ["x * y"], []],
    ["sqrt(x^2 + y^2)", [], ["x ^ 2 + y ^ 2"]],
    ["log(abs(x))", ["x"], ["abs(x)"]],
    ["(x - 3)^1.5 + (x + 1)^-1", [], ["x - 3", "x + 1"]],
    ["1/(1 + x) + tan(y)", [], ["1 + x", "cos(y)"]],
  ])("%s", (text, kinks, singularities) => {
    expect(edges(text)).toEqual([kinks, singularities]);
  });

  it("and its derivatives are not smooth at the same places", () => {
    const slope = Expression.parse("x*abs(x - 2)", ["x"]).derivative("x");
    expect(slope.kinks.map((kink) => kink.evaluate([2]))).toEqual(slope.kinks.map(() => 0));
    expect(slope.kinks.length).toBeGreaterThan(0);
  });
});
