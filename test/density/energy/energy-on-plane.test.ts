import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { EnergyDensity } from "../../../src/density/energy/energy-density.ts";
import { linspace } from "../../../src/numerics/approximation/grid.ts";
import { integrate } from "../../../src/numerics/quadrature/integrate.ts";
import { createRng } from "../../../src/numerics/random/random.ts";
import { mixturesTwice, twice } from "../../support/mixture-as-energy.ts";

type Domain = readonly [readonly [number, number], readonly [number, number]];

const square = (half: number): Domain => [
  [-half, half],
  [-half, half],
];
const UNIT: Domain = [
  [0, 1],
  [0, 1],
];
const normal = (x: number): number =>
  integrate((z) => z.map((at) => Math.exp((-at * at) / 2)), linspace(-12, x, 60)).value / Math.sqrt(2 * Math.PI);

/** INT r^-power over [a, b] x [c, d], which the origin is inside of, by triangles: their radial integral is elementary. */
function powerOfRadius(power: number, [[a, b], [c, d]]: Domain): number {
  const triangle = (height: number, side: number): number =>
    integrate(
      (angles) => angles.map((t) => (height / Math.cos(t)) ** (2 - power) / (2 - power)),
      linspace(0, Math.atan2(side, height), 9),
    ).value;
  const sides = [-a, b].flatMap((x) => [-c, d].flatMap((y) => [triangle(x, y), triangle(y, x)]));
  return sides.reduce((sum, part) => sum + part, 0);
}

/** INT exp(-f) over [-1, 1]. */
const alongLine = (f: (x: number) => number): number =>
  integrate((x) => x.map((at) => Math.exp(-f(at))), linspace(-1, 1, 400)).value;

const ridge = (w: number): number => w * Math.sqrt(2 * Math.PI) - 2 * w * w;
/** Two wells a |x - m|^2 and a |x + m|^2, the lower of both: each has the half-plane around it. */
const twoWells = (a: number, m: number): number => ((2 * Math.PI) / a) * normal(m * Math.sqrt(2 * a));

describe("Z is off by no more than it states, and the stated error is below", () => {
  it.each([
    ["a ridge 0.001 wide along a diagonal", 1e-11, "(x-y)^2/(2*0.001^2)", UNIT, ridge(0.001)],
    ["a ridge 0.0023 wide along a diagonal", 1e-11, "(x-y)^2/(2*0.0023^2)", UNIT, ridge(0.0023)],
    [
      "a ring 0.0008 wide",
      1e-11,
      "((x^2+y^2)-0.1)^2/(2*0.0005^2)",
      square(0.5),
      Math.PI * 0.0005 * Math.sqrt(2 * Math.PI),
    ],
    [
      "a ring 0.0013 wide",
      1e-11,
      "((x^2+y^2)-0.15)^2/(2*0.001^2)",
      square(0.5),
      Math.PI * 0.001 * Math.sqrt(2 * Math.PI),
    ],
    [
      "kinks along both axes",
      1e-10,
      "abs(x-0.1)+abs(y-0.2)",
      square(8),
      (2 - Math.exp(-8.1) - Math.exp(-7.9)) * (2 - Math.exp(-8.2) - Math.exp(-7.8)),
    ],
    [
      "kinks along both axes, steeper",
      1e-10,
      "3*abs(x+0.37)+2*abs(y-1.3)",
      square(8),
      ((2 - Math.exp(-3 * 7.63) - Math.exp(-3 * 8.37)) * (2 - Math.exp(-2 * 9.3) - Math.exp(-2 * 6.7))) / 6,
    ],
    ["a kink along the diagonal", 1e-6, "max(x,y)", UNIT, 2 * (1 - 2 / Math.E)],
    ["a kink along the diagonal, steeper", 1e-6, "5*max(x,y)", UNIT, (2 * (1 - 6 * Math.exp(-5))) / 25],
    [
      "the lower of two wells",
      1e-8,
      "2*min((x-0.7)^2+(y-0.4)^2,(x+0.7)^2+(y+0.4)^2)",
      square(7),
      twoWells(2, Math.hypot(0.7, 0.4)),
    ],
    [
      "the lower of two other wells",
      1e-8,
      "3*min((x-0.2)^2+(y-0.9)^2,(x+0.2)^2+(y+0.9)^2)",
      square(7),
      twoWells(3, Math.hypot(0.2, 0.9)),
    ],
    ["1/sqrt(r)", 1e-11, "0.25*log(x^2+y^2)", square(1), powerOfRadius(0.5, square(1))],
    [
      "1/sqrt(r) off the middle",
      1e-11,
      "0.25*log((x-0.037)^2+(y-0.2)^2)",
      square(1),
      powerOfRadius(0.5, [
        [-1.037, 0.963],
        [-1.2, 0.8],
      ]),
    ],
    [
      "r^-1.5",
      1e-5,
      "0.75*log((x-0.037)^2+(y-0.2)^2)",
      square(1),
      powerOfRadius(1.5, [
        [-1.037, 0.963],
        [-1.2, 0.8],
      ]),
    ],
    [
      "1/sqrt|x|",
      1e-4,
      "0.25*log(x^2)+y^2/2",
      square(3),
      4 * Math.sqrt(3) * Math.sqrt(2 * Math.PI) * (2 * normal(3) - 1),
    ],
    [
      "|x|^(-1/4)",
      1e-7,
      "0.125*log(x^2)+y^2/2",
      square(3),
      ((2 * 3 ** 0.75) / 0.75) * Math.sqrt(2 * Math.PI) * (2 * normal(3) - 1),
    ],
    ["a step at a circle", 1e-3, "ifAtLeast(x^2+y^2,0.3,1,0)", square(1), 0.3 * Math.PI + (4 - 0.3 * Math.PI) / Math.E],
    [
      "waves along both axes",
      1e-7,
      "cos(150*x)+cos(90*y)",
      square(1),
      alongLine((x) => Math.cos(150 * x)) * alongLine((y) => Math.cos(90 * y)),
    ],
    [
      "waves along one axis",
      1e-11,
      "cos(2000*x)+y^2",
      square(1),
      alongLine((x) => Math.cos(2000 * x)) * alongLine((y) => y * y),
    ],
  ] as [string, number, string, Domain, number][])("of %s: %d of Z", (_what, allowed, expression, domain, exact) => {
    const { value, errorEstimate } = new EnergyDensity({ expression, domain }).normalization;
    expect(errorEstimate).toBeLessThan(allowed * exact);
    expect(Math.abs(value - exact)).toBeLessThanOrEqual(errorEstimate);
  });

  it("of random mixtures of deviations from 0.01 to 1, 10 cases: 1e-11", () => {
    fc.assert(
      fc.property(mixturesTwice(), ({ energy }) => {
        const { value, errorEstimate } = energy.normalization;
        expect(errorEstimate).toBeLessThan(1e-11);
        // On top, 1e-15 and more of a component is beyond the domain only if its deviation exceeds 1: none does.
        expect(Math.abs(value - 1)).toBeLessThanOrEqual(errorEstimate + 1e-14);
      }),
      { numRuns: 10 },
    );
  });

  it.each([1e-2, 1e-3, 1e-4])(
    "of a well of width %d beside one of width 1: 1e-15 over the width, since E is as steep, and 1e-12",
    (width) => {
      const { energy } = twice(
        [
          { weight: 0.5, mean: [0.3333, -0.777], covariance: width ** 2 },
          { weight: 0.5, mean: [0, 0], covariance: 1 },
        ].map(({ covariance, ...rest }) => ({
          ...rest,
          covariance: [
            [covariance, 0],
            [0, covariance],
          ],
        })),
      );
      const { value, errorEstimate } = energy.normalization;
      expect(errorEstimate).toBeLessThan(1e-15 / width + 1e-12);
      expect(Math.abs(value - 1)).toBeLessThanOrEqual(errorEstimate + 1e-14);
    },
  );
});

it.each([
  ["log(x^2+y^2)", square(1), /no finite integral of exp\(-E\) over the domain: E falls too fast towards x = .*, y = /],
  ["1.3*log((x-0.1)^2+(y+0.2)^2)", square(1), /no finite integral/],
  ["0.6*log(x^2)+y^2", square(1), /no finite integral/],
  ["0.98*log((x-0.037)^2+(y-0.2)^2)", square(1), /of the mass of exp\(-E\) so near to x = 0.037\d*, y = 0.19999/],
  ["-1/(x^2+y^2)", square(1), /vary less on|bounded below|no finite integral/],
  ["-x^2-y^2", square(100), /E falls ever faster towards x = -100/],
  ["x^2-y^2", square(200), /E falls ever faster towards y = -200/],
  ["0.25*log((x-y)^2)", square(3), /bounded below but for a few points/],
  ["cos(2000*x)*cos(2000*y)", square(1), /vary less on \[-1, 1\] x \[-1, 1\]: 16000 panels/],
  ["cos(200*x)*cos(200*y)", square(8), /vary less on/],
  ["sqrt(x)+y", square(1), /a number everywhere on the domain, but at x = .*, y = .* it is NaN/],
  ["1/0", UNIT, /finite somewhere on the domain/],
] as [string, Domain, RegExp][])(
  "%s on %j is refused in under 5 seconds: %s",
  (expression, domain, message) => {
    expect(() => new EnergyDensity({ expression, domain })).toThrow(message);
  },
  5_000,
);

describe("the effective support", () => {
  it("of a well a thousandth as wide as the domain is near it: within 20 deviations for a drop of 50", () => {
    const density = new EnergyDensity({ expression: "(x-300)^2/2+(y+20)^2/2", domain: square(1000) });
    const [x, y] = density.effectiveSupport(50);
    expect([x[0] < 290, x[0] > 280, x[1] > 310, x[1] < 320]).toEqual([true, true, true, true]);
    expect([y[0] < -30, y[0] > -40, y[1] > -10, y[1] < 0]).toEqual([true, true, true, true]);
  });
});

describe("samples", () => {
  it("of two wells, one of width 0.001, n = 4000: half are in the narrow one and have its deviation, within 4 standard errors, seed 4", () => {
    const { energy } = twice([
      {
        weight: 0.5,
        mean: [0.3333, -0.777],
        covariance: [
          [1e-6, 0],
          [0, 1e-6],
        ],
      },
      {
        weight: 0.5,
        mean: [0, 0],
        covariance: [
          [1, 0],
          [0, 1],
        ],
      },
    ]);
    const n = 4000;
    const draws = energy.sample(createRng(4), n);
    const near: number[] = [];
    for (let i = 0; i < n; i++) {
      const [x, y] = [draws[2 * i] - 0.3333, draws[2 * i + 1] + 0.777];
      if (Math.hypot(x, y) < 0.006) near.push(x, y);
    }
    expect(Math.abs(near.length / 2 / n - 0.5)).toBeLessThan(4 * Math.sqrt(0.25 / n));
    const variance = near.reduce((sum, x) => sum + x * x, 0) / near.length / 1e-6;
    expect(Math.abs(variance - 1)).toBeLessThan(4 * Math.sqrt(2 / near.length));
  });

  it("on a ridge 0.001 wide, n = 2000: distances from it have its deviation within 4 standard errors, seed 5", () => {
    const ridge = new EnergyDensity({ expression: "(x-y)^2/(2*0.001^2)", domain: UNIT });
    const n = 2000;
    const draws = ridge.sample(createRng(5), n);
    const squares = Array.from({ length: n }, (_, i) => ((draws[2 * i] - draws[2 * i + 1]) / 0.001) ** 2);
    const variance = squares.reduce((sum, value) => sum + value, 0) / n;
    expect(Math.abs(variance - 1)).toBeLessThan(4 * Math.sqrt(2 / n));
  });

  it("of a kink, |x| + |y|, n = 4000: |x| has the mean 1 and the variance 1, within 4 standard errors, seed 6", () => {
    const n = 4000;
    const draws = new EnergyDensity({ expression: "abs(x)+abs(y)", domain: square(40) }).sample(createRng(6), n);
    const sizes = Float64Array.from({ length: n }, (_, i) => Math.abs(draws[2 * i]));
    const mean = sizes.reduce((sum, value) => sum + value, 0) / n;
    expect(Math.abs(mean - 1)).toBeLessThan(4 / Math.sqrt(n));
  });
});
