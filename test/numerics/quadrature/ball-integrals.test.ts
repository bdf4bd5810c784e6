import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import {
  absoluteMonomialEstimate,
  absoluteMonomialIntegral,
  monomialAverage,
  monomialEstimate,
  monomialIntegral,
  unitBallVolume,
} from "../../../src/numerics/quadrature/ball-integrals.ts";
import { integrate } from "../../../src/numerics/quadrature/integrate.ts";
import { compared, medianRatio } from "../../support/rounding-fixture.ts";

/**
 * INT prod |x_j|^{a_j} over the unit ball, one dimension at a time: over the last coordinate y the rest is a ball of
 * radius sqrt(1 - y^2). With y = sin(t)^2 twice over there is no corner at 0 and none at 1.
 */
function byQuadrature(powers: readonly number[]): number {
  let integral = 1;
  let degree = 0;
  powers.forEach((power, j) => {
    const rest = j + degree;
    // 2 INT_0^1 y^power (1 - y^2)^(rest / 2) dy with y = sin t.
    const line = integrate(
      (t) => t.map((angle) => 2 * Math.sin(angle) ** power * Math.cos(angle) ** (rest + 1)),
      Float64Array.of(0, Math.PI / 2),
    );
    integral *= line.value;
    degree += power;
  });
  return integral;
}

describe("absoluteMonomialIntegral", () => {
  it("agrees with quadrature, one dimension at a time, to 1e-11 relative: random powers, 1 to 10 dimensions", () => {
    const powers = fc.array(fc.double({ min: 0.5, max: 6, noNaN: true }), { minLength: 1, maxLength: 10 });
    fc.assert(
      fc.property(powers, (a) => {
        expect(Math.abs(absoluteMonomialIntegral(a) / byQuadrature(a) - 1)).toBeLessThan(1e-11);
      }),
      { numRuns: 40 },
    );
  });

  it("over the sphere is (d + sum a) times that over the unit ball, and follows the radius, to 1e-13", () => {
    for (const powers of [[0], [2, 1], [1, 0.5, 3], [2, 0, 4, 0, 2]]) {
      const degree = powers.reduce((sum, power) => sum + power, powers.length);
      const ball = absoluteMonomialIntegral(powers);
      const sphere = absoluteMonomialIntegral(powers, { sphere: true });
      expect(Math.abs(sphere / (degree * ball) - 1)).toBeLessThan(1e-13);
      expect(Math.abs(absoluteMonomialIntegral(powers, { radius: 0.3 }) / (0.3 ** degree * ball) - 1)).toBeLessThan(
        1e-13,
      );
      const smaller = absoluteMonomialIntegral(powers, { radius: 0.3, sphere: true });
      expect(Math.abs(smaller / (0.3 ** (degree - 1) * sphere) - 1)).toBeLessThan(1e-13);
    }
  });

  it("goes through logarithms where Gamma overflows: x^400 on [-1, 1] is 2 / 401, to 1e-12", () => {
    expect(Math.abs(absoluteMonomialIntegral([400]) / (2 / 401) - 1)).toBeLessThan(1e-12);
  });

  it.each([
    [[], {}],
    [[-1], {}],
    [[Number.NaN], {}],
    [[2], { radius: 0 }],
    [[2], { radius: Infinity }],
  ])("refuses %j, %j", (powers, domain) => {
    expect(() => absoluteMonomialIntegral(powers, domain)).toThrow(/powers must|radius must/);
  });
});

describe("monomialIntegral", () => {
  it("vanishes unless all powers are even", () => {
    expect(monomialIntegral([1, 2])).toBe(0);
    expect(monomialIntegral([3], { sphere: true })).toBe(0);
    expect(monomialIntegral([2, 4])).toBeGreaterThan(0);
    expect(() => monomialIntegral([0.5])).toThrow(/whole numbers/);
  });

  it("of x_i^2 is V_d / (d + 2), in 1 to 10 dimensions, to 1e-14 relative: what the local mean rests on", () => {
    for (let dim = 1; dim <= 10; dim++) {
      const powers = Array.from({ length: dim }, (_, j) => (j === 0 ? 2 : 0));
      expect(Math.abs((monomialIntegral(powers) * (dim + 2)) / unitBallVolume(dim) - 1)).toBeLessThan(1e-14);
    }
  });
});

describe("monomialAverage", () => {
  it("is monomialIntegral over the volume, to 1e-13 relative: random powers, 1 to 8 dimensions", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 1, maxLength: 8 }), (powers) => {
        const [numerator, denominator] = monomialAverage(powers);
        const expected = monomialIntegral(powers) / unitBallVolume(powers.length);
        expect(Math.abs(numerator / denominator - expected)).toBeLessThanOrEqual(1e-13 * expected);
      }),
    );
  });

  it("is exact: x^4 y^2 in 3 dimensions is 3 / (5 · 7 · 9)", () => {
    expect(monomialAverage([4, 2, 0])).toEqual([3, 315]);
  });

  it.each([[[]], [[0.5]], [[-2]]])("refuses %j", (powers) => {
    expect(() => monomialAverage(powers)).toThrow(/powers must hold one whole number/);
  });
});

it("where a factor is no number but the integral is, it is that integral, to 5e-11 relative, the rounding of 400 sums of logarithms up to 1000", () => {
  // In d = 400 dimensions the volume pi^200 / 200! times 10^400: 10^400 alone is no float64.
  const logVolume =
    200 * Math.log(Math.PI) - Array.from({ length: 200 }, (_, k) => Math.log(k + 1)).reduce((a, b) => a + b);
  const expected = Math.exp(logVolume + 400 * Math.log(10));
  const volume = absoluteMonomialIntegral(new Array<number>(400).fill(0), { radius: 10 });
  expect(Math.abs(volume / expected - 1)).toBeLessThan(5e-11);
});

it.each([
  [[2, 4], 1e300],
  [[150, 150, 150], 100],
  [[2, 4], 1e-300],
])("refuses powers %j with radius %d, whose integral is no float64", (powers, radius) => {
  expect(() => monomialIntegral(powers, { radius })).toThrow(/^powers and radius must be such that the integral is/);
});

it("unit balls have the volumes 2, pi and 4 pi / 3, to 1e-15 relative", () => {
  [2, Math.PI, (4 * Math.PI) / 3].forEach((volume, i) => {
    expect(Math.abs(unitBallVolume(i + 1) / volume - 1)).toBeLessThan(1e-15);
  });
});

interface Reference {
  readonly powers: readonly string[];
  readonly radius: string;
  readonly sphere: boolean;
  readonly value: readonly number[];
}

test("absoluteMonomialEstimate is within its bound at 60 digits (ball-integrals.py), which is below 50 errors in the median", () => {
  const references: readonly Reference[] = JSON.parse(
    readFileSync(new URL("../../fixtures/ball-integrals.json", import.meta.url), "utf8"),
  );
  const entries = references.flatMap(({ powers, radius, sphere, value }) => {
    const estimate = absoluteMonomialEstimate(powers.map(Number), { radius: Number(radius), sphere });
    return compared([estimate.value], [estimate.errorEstimate], value);
  });
  for (const { error, bound } of entries) expect(error).toBeLessThanOrEqual(bound);
  expect(medianRatio(entries)).toBeLessThan(50);
});

test("an integral that is zero by symmetry has no error", () => {
  expect(monomialEstimate([1, 2])).toEqual({ value: 0, errorEstimate: 0 });
});

test("what is below the smallest float64 of full precision is refused, whatever its Gammas are", () => {
  expect(() => absoluteMonomialIntegral([100, 100], { radius: 0.035 })).toThrow(/from 1e-307 to 1e308/);
});
