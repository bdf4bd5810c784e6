import gamma from "@stdlib/math-base-special-gamma";
import { describe, expect, it } from "vitest";
import { EnergyDensity } from "../../../src/density/energy/energy-density.ts";
import { end, start } from "../../../src/numerics/quadrature/line-panels.ts";
import { createRng } from "../../../src/numerics/random/random.ts";

type Domain = readonly [number, number];

const energy = (expression: string, domain: Domain): EnergyDensity =>
  new EnergyDensity({ expression, domain: [domain] });

/** INT |x - c|^-a over [-1, 1]. */
const power = (a: number, c: number): number => ((1 - c) ** (1 - a) + (1 + c) ** (1 - a)) / (1 - a);
const beta = (a: number, b: number): number => (gamma(a) * gamma(b)) / gamma(a + b);
const NORMAL = Math.sqrt(2 * Math.PI);
const erf = (from: number, to: number): number => energy("x^2/2", [from, to]).normalization.value;

describe("Z in closed form: the error is within the stated one, and that is below 1e-10 of Z", () => {
  it.each([
    // Narrow features: widths from 1e-3 to 1e-9.
    ["-log(exp(-((x-1.2345)/0.001)^2/2)/0.001 + exp(-x^2/2))", [-40, 40], 2 * NORMAL],
    ["-log(exp(-((x-1.2345)/0.00001)^2/2)/0.00001 + exp(-x^2/2))", [-40, 40], 2 * NORMAL],
    ["-log(exp(-((x-1.2345)/1e-9)^2/2)/1e-9 + exp(-x^2/2))", [-40, 40], 2 * NORMAL],
    ["-log(exp(-((x+731.7)/0.001)^2/2) + exp(-((x-0.25)/0.002)^2/2)/2)", [-1000, 1000], 0.002 * NORMAL],
    ["((x-123.456)/0.0003)^2/2", [-1000, 1000], 0.0003 * NORMAL],
    // Integrable singularities, inside and at ends.
    ["0.25*log((x-0.037)^2)", [-1, 1], power(0.5, 0.037)],
    ["0.45*log((x-0.037)^2)", [-1, 1], power(0.9, 0.037)],
    ["0.495*log((x-0.4)^2)", [-1, 1], power(0.99, 0.4)],
    ["0.125*log((x+0.9)^2)", [-1, 1], power(0.25, -0.9)],
    ["0.4*log(abs(x))", [-1, 1], power(0.4, 0)],
    ["0.5*log(x) + 0.5*log(1-x)", [0, 1], Math.PI],
    ["0.9*log(x) + 0.7*log(1-x)", [0, 1], beta(0.1, 0.3)],
    ["0.95*log(x) + x", [0, 60], gamma(0.05)],
    ["0.5*log(x^2-0.25) + log(x)", [0.5, 5], 2 * Math.acos(0.1)],
    // Zeros of p, cusps, kinks and jumps.
    ["-0.3*log(abs(x-0.2))", [-1, 1], power(-0.3, 0.2)],
    ["-log(x^2)", [-1, 1], 2 / 3],
    ["-2.3*log(x) + x", [0, 90], gamma(3.3)],
    ["sqrt(abs(x-3))", [-4000, 4006], 4],
    ["abs(x-0.1)", [-60, 60.2], 2],
    ["max(x-0.1, -2*(x-0.1))", [-60, 60], 1.5],
    ["sign(x-0.5)*log(2) + abs(x-0.5)", [-60, 60], 2.5],
    ["x*log(x)", [0, 1], 1.2912859970626636],
    // Heavy tails.
    ["log(1+x^2)", [-1e6, 1e6], 2 * Math.atan(1e6)],
    ["1.5*log(1+x^2/2)", [-1e6, 1e6], (1e6 * 2) / Math.sqrt(1 + 1e12 / 2)],
    ["0.6*log(1+x^2)", [-1e100, 1e100], beta(0.5, 0.1)],
    // Wide domains, and large energies.
    ["x^2/2", [-1e12, 1e12], NORMAL],
    ["x", [0, 1000], 1],
    ["x^2/2 - 300", [-1e3, 1e3], NORMAL * Math.exp(300)],
  ] as [string, Domain, number][])("%s on %j", (expression, domain, exact) => {
    const { value, errorEstimate } = energy(expression, domain).normalization;
    expect(Math.abs(value - exact)).toBeLessThanOrEqual(errorEstimate + 4 * Number.EPSILON * exact);
    expect(errorEstimate).toBeLessThan(1e-10 * exact);
  });
});

it("a singularity at an end that rounding puts on either side of it: the error says so", () => {
  // Of the mass, 1e-8 is within a unit in the last place of sqrt(2).
  const { value, errorEstimate } = energy("0.5*log(abs(x^2-2)) + log(x)", [1, Math.SQRT2]).normalization;
  expect(Math.abs(value - Math.log(1 + Math.SQRT2) / Math.SQRT2)).toBeLessThan(errorEstimate);
  expect(errorEstimate).toBeLessThan(1e-7);
});

describe("panels", () => {
  it.each([
    ["abs(x-0.3) + 2*abs(x+0.7)", [-50, 50], [-0.7, 0.3]],
    ["max(x, -2*x, x^2-1)", [-9, 9], [-1 - Math.SQRT2, 0, (1 + Math.sqrt(5)) / 2]],
    ["sign(x-0.123)*2 + x^2/2", [-5, 5], [0.123]],
  ] as [string, Domain, number[]][])(
    "of %s on %j have edges at its kinks and jumps %j",
    (expression, domain, kinks) => {
      const { panels } = energy(expression, domain).massOnLine(80);
      const edges = panels.flatMap((panel) => [start(panel), end(panel)]);
      for (const kink of kinks) {
        expect(Math.min(...edges.map((edge) => Math.abs(edge - kink)))).toBeLessThan(16 * Number.EPSILON);
      }
    },
  );

  it.each([
    ["0.25*log((x-0.037)^2)", [-1, 1], [0.037], 0],
    ["0.25*log((x^2-0.5)^2)", [-1, 1], [-Math.SQRT1_2, Math.SQRT1_2], 2e-16],
    ["0.5*log(x) + 0.5*log(1-x)", [0, 1], [0, 1], 0],
    ["0.3*log(abs(sin(x)))", [-4, 4], [-Math.PI, 0, Math.PI], 5e-16],
    ["-log(x^2)", [-1, 1], [0], 0],
  ] as [string, Domain, number[], number][])(
    "of %s on %j leave out the points %j",
    (expression, domain, exact, off) => {
      const { points } = energy(expression, domain).massOnLine(80);
      expect(points).toHaveLength(exact.length);
      exact.forEach((at, i) => {
        expect(Math.abs(points[i].at - at)).toBeLessThanOrEqual(off);
      });
    },
  );

  it("let something diffuse through a zero of p like |x|^0.5, and nothing through one like x^2", () => {
    expect(energy("-0.5*log(abs(x))", [-1, 1]).massOnLine(80).points[0].logResistance).toBeLessThan(0);
    expect(energy("-log(x^2)", [-1, 1]).massOnLine(80).points[0].logResistance).toBe(Infinity);
  });
});

describe("what has no finite integral is refused in a sentence that says where and why", () => {
  it.each([
    ["0.6*log((x-0.037)^2)", [-1, 1], /x = 0\.037 exp\(-E\) grows like \|x - 0\.037\|\^-1\.2/],
    ["1/(x-0.12)", [-1, 1], /x = 0\.12 exp\(-E\) grows faster than any power/],
    ["1/(x-0.123456789)", [-2, 2], /x = 0\.123456789 /],
    ["log(abs(x))", [-1, 1], /x = 0 exp\(-E\) grows like \|x\|\^-1,/],
    ["0.5*log((x+0.4)^2)", [-1, 1], /x = -0\.4 exp\(-E\) grows like \|x \+ 0\.4\|\^-1,/],
    ["log(x)", [0, 1], /x = 0 /],
    ["log(1-x) + x", [0, 1], /x = 1 /],
    ["1.3*log(abs(x^2-2))", [-3, 3], /x = -1\.41421356.* exp\(-E\) grows like .*\^-1\.3/],
    ["0.7*log(1-cos(x))", [-3, 3], /x = 0 exp\(-E\) grows like \|x\|\^-1\.4/],
    ["tan(x)", [-2, 2], /faster than any power/],
    ["-1/x^2", [-1, 1], /x = 0 /],
    ["-x^2", [-1000, 1000], /falls ever faster towards x = -1000/],
    ["-x^2", [-5, 60], /falls ever faster towards x = 60/],
    ["x^3", [-100, 100], /falls ever faster towards x = -100/],
    ["-exp(x)", [-10, 10], /falls ever faster towards x = 10/],
    ["x^2 - x^4/100", [-40, 40], /falls ever faster towards x = -40/],
  ] as [string, Domain, RegExp][])("%s on %j", (expression, domain, message) => {
    expect(() => energy(expression, domain)).toThrow(message);
    expect(() => energy(expression, domain)).toThrow(/expression has no finite integral of exp\(-E\)/);
  });

  it.each([
    ["0.499*log((x-0.037)^2)", [-1, 1]],
    ["-x^2", [-5, 5]],
    ["x", [0, 1000]],
    ["-x", [-1000, 0]],
    ["x^2/2", [3, 100]],
    ["x^3", [-2, 10]],
    ["1000*cos(x)", [0, 1.4]],
  ] as [string, Domain][])("but not %s on %j", (expression, domain) => {
    expect(energy(expression, domain).logPdf(Float64Array.of((domain[0] + domain[1]) / 2))[0]).toBeLessThan(Infinity);
  });
});

describe("effectiveSupport", () => {
  it("holds all points where p is above exp(-D) of its maximum, and little more", () => {
    const density = energy("x^2/2", [-1e6, 1e6]);
    for (const drop of [10, 40, 100, 1000]) {
      const [[lower, upper]] = density.effectiveSupport(drop);
      expect(upper).toBeGreaterThan(Math.sqrt(2 * drop));
      expect(upper).toBeLessThan(2 * Math.sqrt(2 * drop) + 10);
      expect(lower).toBe(-upper);
    }
  });
});

describe("draws, 4000 with seed 5: the share below a point is its probability within 4 standard errors", () => {
  const n = 4000;
  it.each([
    ["0.25*log((x-0.037)^2)", [-1, 1], [0, 0.0370001, 0.5], (x: number) => halfPower(x)],
    ["0.5*log(x) + 0.5*log(1-x)", [0, 1], [1e-6, 0.1, 0.9], (x: number) => (2 / Math.PI) * Math.asin(Math.sqrt(x))],
    ["log(1+x^2)", [-1e6, 1e6], [-100, 0.5, 1000], (x: number) => 0.5 + Math.atan(x) / Math.PI],
    [
      "-log(exp(-((x-1.2345)/0.00001)^2/2)/0.00001 + exp(-x^2/2))",
      [-8, 8],
      [1.23449, 1.2345, 1.23451],
      (x: number) => (erf(-8, x) / NORMAL + narrow((x - 1.2345) / 0.00001)) / 2,
    ],
  ] as [string, Domain, number[], (x: number) => number][])("%s on %j at %j", (expression, domain, at, cdf) => {
    const draws = energy(expression, domain).sample(createRng(5), n);
    for (const x of at) {
      const p = cdf(x);
      const share = draws.filter((draw) => draw < x).length / n;
      expect(Math.abs(share - p)).toBeLessThan(4 * Math.sqrt((p * (1 - p)) / n) + 1e-6);
    }
  });

  /** Of |x - 0.037|^-1/2 on [-1, 1]. */
  function halfPower(x: number): number {
    const below = 2 * Math.sqrt(1.037) + Math.sign(x - 0.037) * 2 * Math.sqrt(Math.abs(x - 0.037));
    return below / power(0.5, 0.037);
  }

  /** Normal distribution function. */
  function narrow(x: number): number {
    return x < -8 ? 0 : erf(-8, Math.max(x, -7.999)) / NORMAL;
  }
});
