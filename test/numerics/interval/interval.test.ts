import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { add, divide, multiply, subtract, wholePower } from "../../../src/numerics/interval/arithmetic.ts";
import { Bounds } from "../../../src/numerics/interval/bounds.ts";
import { angle, BOUNDED_FUNCTIONS, larger, realPower, smaller } from "../../../src/numerics/interval/functions.ts";

interface Reference {
  readonly name: string;
  readonly operands: readonly number[];
  /** The doubles next below and next above the exact value; null for infinity. */
  readonly lower: number | null;
  readonly upper: number | null;
}

const { one, two } = JSON.parse(
  readFileSync(new URL("../../fixtures/interval-functions.json", import.meta.url), "utf8"),
) as { one: readonly Reference[]; two: readonly Reference[] };

type Operation = (out: Bounds, u: Bounds, v: Bounds) => void;

const operations: Readonly<Record<string, Operation>> = {
  add,
  subtract,
  multiply,
  divide,
  realPower,
  angle,
  wholePower: (out, u, v) => wholePower(out, u, v.lower),
};

const point = (x: number): Bounds => new Bounds(x, x);

function holds(out: Bounds, { name, operands, lower, upper }: Reference): void {
  const what = `${name}(${operands.join(", ")}) in [${out.lower}, ${out.upper}]`;
  expect(out.lower, what).toBeLessThanOrEqual(lower ?? Number.NEGATIVE_INFINITY);
  expect(out.upper, what).toBeGreaterThanOrEqual(upper ?? Number.POSITIVE_INFINITY);
}

describe("of numbers: the bounds hold both doubles next to the exact value (mpmath, 60 digits)", () => {
  it.each(Object.keys(BOUNDED_FUNCTIONS))("%s", (name) => {
    const references = one.filter((reference) => reference.name === name);
    expect(references.length).toBeGreaterThan(3);
    for (const reference of references) {
      const out = new Bounds();
      BOUNDED_FUNCTIONS[name].value(out, point(reference.operands[0]));
      holds(out, reference);
    }
  });

  it.each(Object.keys(operations))("%s", (name) => {
    const references = two.filter((reference) => reference.name === name);
    expect(references.length).toBeGreaterThan(3);
    for (const reference of references) {
      const out = new Bounds();
      operations[name](out, point(reference.operands[0]), point(reference.operands[1]));
      holds(out, reference);
    }
  });
});

it("of numbers up to 1e5: the bounds are 1e-14 wide, relative to the value, where that is between 1e-290 and 1e10", () => {
  for (const { name, operands, lower, upper } of one) {
    if (lower === null || upper === null || Math.abs(lower) < 1e-290 || Math.abs(lower) > 1e10) continue;
    if (operands[0] > 1e5) continue;
    const out = new Bounds();
    BOUNDED_FUNCTIONS[name].value(out, point(operands[0]));
    expect(out.upper - out.lower, `${name}(${operands[0]})`).toBeLessThan(1e-14 * Math.abs(lower));
  }
});

/** Two ends and a number between them; 0 and ends of the same sign are not rare. */
const numbers = fc.oneof(
  fc.constantFrom(0, 1, -1, 0.5, Math.PI / 2, -Math.PI, 2 * Math.PI),
  fc.double({ min: -4, max: 4, noNaN: true }),
  fc.double({ min: -40, max: 40, noNaN: true }),
);
const inside = fc.tuple(numbers, numbers, fc.double({ min: 0, max: 1, noNaN: true })).map(([a, b, t]) => {
  const [lower, upper] = [Math.min(a, b), Math.max(a, b)];
  return { bounds: new Bounds(lower, upper), x: Math.min(upper, Math.max(lower, lower + t * (upper - lower))) };
});

/** Computed values are themselves rounded. */
const slack = (value: number): number => (Number.isFinite(value) ? 1e-14 * Math.abs(value) + 1e-300 : 0);

describe("of intervals, random with seed 20: values at numbers within them lie within the bounds, and so do slopes", () => {
  it.each(Object.keys(BOUNDED_FUNCTIONS))("%s", (name) => {
    const { value, slope, defined } = BOUNDED_FUNCTIONS[name];
    const [out, own, slopes, ownSlope] = [new Bounds(), new Bounds(), new Bounds(), new Bounds()];
    fc.assert(
      fc.property(inside, ({ bounds, x }) => {
        value(own, point(x));
        if (Number.isNaN(own.lower)) {
          expect(defined?.(bounds)).toBe(false);
          return;
        }
        value(out, bounds);
        expect(out.lower).toBeLessThanOrEqual(own.upper);
        expect(out.upper).toBeGreaterThanOrEqual(own.lower);
        slope(slopes, bounds, out);
        slope(ownSlope, point(x), own);
        expect(slopes.lower).toBeLessThanOrEqual(ownSlope.upper);
        expect(slopes.upper).toBeGreaterThanOrEqual(ownSlope.lower);
      }),
      { numRuns: 300 },
    );
  });

  it.each([
    ["add", add, (x: number, y: number) => x + y],
    ["subtract", subtract, (x: number, y: number) => x - y],
    ["multiply", multiply, (x: number, y: number) => x * y],
    ["divide", divide, (x: number, y: number) => x / y],
    ["atan2", angle, Math.atan2],
    ["power", realPower, Math.pow],
    ["min", smaller, Math.min],
    ["max", larger, Math.max],
  ] as [string, Operation, (x: number, y: number) => number][])("%s", (_name, operation, f) => {
    const out = new Bounds();
    fc.assert(
      fc.property(inside, inside, (first, second) => {
        const value = f(first.x, second.x);
        if (Number.isNaN(value) || (operation === realPower && first.x < 0)) return;
        operation(out, first.bounds, second.bounds);
        expect(out.lower).toBeLessThanOrEqual(value + slack(value));
        expect(out.upper).toBeGreaterThanOrEqual(value - slack(value));
      }),
      { numRuns: 500 },
    );
  });
});

describe("slopes of functions", () => {
  /** By central differences, with their own error: rounding of f over the step, and the third derivative. */
  it.each(Object.keys(BOUNDED_FUNCTIONS).filter((name) => name !== "abs" && name !== "sign"))(
    "%s: a difference quotient over 1e-5 lies within 1e-6 of them",
    (name) => {
      const { value, slope } = BOUNDED_FUNCTIONS[name];
      const at = name === "acosh" ? 1.7 : 0.37;
      const f = (x: number): number => {
        const out = new Bounds();
        value(out, point(x));
        return (out.lower + out.upper) / 2;
      };
      const step = 1e-5;
      const [own, slopes] = [new Bounds(), new Bounds()];
      value(own, point(at));
      slope(slopes, point(at), own);
      const quotient = (f(at + step) - f(at - step)) / (2 * step);
      expect(quotient).toBeGreaterThan(slopes.lower - 1e-6);
      expect(quotient).toBeLessThan(slopes.upper + 1e-6);
      expect(slopes.upper - slopes.lower).toBeLessThan(1e-12);
    },
  );
});

it.each([
  ["1 / [-1, 2]", divide, new Bounds(1, 1), new Bounds(-1, 2), -Infinity, Infinity],
  ["1 / [0, 2]", divide, new Bounds(1, 1), new Bounds(0, 2), 0.5, Infinity],
  ["1 / [-2, 0]", divide, new Bounds(1, 1), new Bounds(-2, 0), -Infinity, -0.5],
  ["0 * [-inf, inf]", multiply, new Bounds(0, 0), new Bounds(), 0, 0],
  ["[0, 1] * [0, 1], of which none is negative", multiply, new Bounds(0, 1), new Bounds(0, 1), 0, 1],
  ["[0, 2] ^ [-1, 1]", realPower, new Bounds(0, 2), new Bounds(-1, 1), 0, Infinity],
] as [string, Operation, Bounds, Bounds, number, number][])("%s: to 1e-15", (_name, operation, u, v, lower, upper) => {
  const out = new Bounds();
  operation(out, u, v);
  if (Number.isFinite(lower)) expect(Math.abs(out.lower - lower)).toBeLessThan(1e-15);
  else expect(out.lower).toBe(lower);
  if (Number.isFinite(upper)) expect(Math.abs(out.upper - upper)).toBeLessThan(1e-15);
  else expect(out.upper).toBe(upper);
});
