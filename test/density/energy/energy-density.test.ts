import { describe, expect, it } from "vitest";
import { EnergyDensity } from "../../../src/density/energy/energy-density.ts";
import { paper1d } from "../../../src/density/examples/paper1d.ts";
import { linspace } from "../../../src/numerics/approximation/grid.ts";
import { integrate } from "../../../src/numerics/quadrature/integrate.ts";
import { createRng } from "../../../src/numerics/random/random.ts";
import { differentiate } from "../../support/differences.ts";

describe("EnergyDensity with a Gaussian's energy", () => {
  it("in 1-D has its normalising constant to 1e-12 relative, and the estimate covers the error", () => {
    const density = new EnergyDensity({ expression: "(x - 1)^2 / (2 * 0.09)", domain: [[-9, 11]] });
    const exact = 0.3 * Math.sqrt(2 * Math.PI);
    const error = Math.abs(density.normalization.value - exact);
    expect(error / exact).toBeLessThan(1e-12);
    expect(error).toBeLessThanOrEqual(density.normalization.errorEstimate);
  });

  it("in 1-D survives energies that overflow exp: E + 5000 has the same log p to 1e-12", () => {
    const plain = new EnergyDensity({ expression: "x^2/2", domain: [[-8, 8]] });
    const shifted = new EnergyDensity({ expression: "x^2/2 + 5000", domain: [[-8, 8]] });
    const x = linspace(-3, 3, 7);
    const [a, b] = [plain.logPdf(x), shifted.logPdf(x)];
    a.forEach((value, i) => {
      expect(Math.abs(value - b[i])).toBeLessThan(1e-12);
    });
  });

  it("in 2-D, correlated, has its normalising constant to 1e-10 relative", () => {
    // Precision [[2, 1], [1, 3]], determinant 5.
    const density = new EnergyDensity({
      expression: "(2*x^2 + 2*x*y + 3*y^2)/2",
      domain: [
        [-9, 9],
        [-8, 8],
      ],
    });
    expect(Math.abs(density.normalization.value / ((2 * Math.PI) / Math.sqrt(5)) - 1)).toBeLessThan(1e-10);
    expect([...density.score(Float64Array.of(1, -1))]).toEqual([-1, 2]);
    expect([...density.hessian(Float64Array.of(1, -2))]).toEqual([-2, -1, -1, -3]);
  });
});

describe("derivatives", () => {
  const densities = [
    { name: "paper1d", density: paper1d(), at: [-1.3, -0.2, 0.9] },
    {
      name: "a 2-D energy with every function",
      density: new EnergyDensity({
        expression:
          "exp(x/3) + cosh(y) + x^2*y^2/4 - sin(x*y) + cos(y)^2 + tanh(x) + sqrt(4 + x) - log(5 + y)*pi/e + sinh(x)^2/9",
        domain: [
          [-3, 3],
          [-3, 3],
        ],
      }),
      at: [-0.7, 0.4],
    },
  ];

  it.each(densities)(
    "of $name: score, Hessian and Lap s agree with finite differences to 1e-6 of their size",
    ({ density, at }) => {
      const { dim } = density;
      for (let i = 0; i < at.length; i += dim) {
        const x = Float64Array.from(at.slice(i, i + dim));
        const close = (actual: number, expected: number): void =>
          expect(Math.abs(actual - expected)).toBeLessThan(1e-6 * Math.max(1, Math.abs(expected)));
        const [score, hessian, laplacian] = [density.score(x), density.hessian(x), density.scoreLaplacian(x)];
        for (let j = 0; j < dim; j++) {
          close(differentiate((z) => density.logPdf(z), x, j)[0], score[j]);
          differentiate((z) => density.score(z), x, j).forEach((value, k) => {
            close(value, hessian[k * dim + j]);
          });
          const trace = (z: Float64Array): Float64Array =>
            Float64Array.of(density.hessian(z).reduce((sum, value, k) => sum + (k % (dim + 1) === 0 ? value : 0), 0));
          close(differentiate(trace, x, j)[0], laplacian[j]);
        }
      }
    },
  );
});

describe("paper1d", () => {
  const density = paper1d();

  it("has its modes near 0.003 and 0.945, and none near -1: the signs of the score", () => {
    const sign = (x: number): number => Math.sign(density.score(Float64Array.of(x))[0]);
    for (const mode of [0.003, 0.945]) {
      expect(sign(mode - 0.01)).toBe(1);
      expect(sign(mode + 0.01)).toBe(-1);
    }
    expect(linspace(-1.49, -0.05, 200).every((x) => sign(x) === 1)).toBe(true);
  });

  it("has the same Z on [-1.5, 1.5] as on [-3, 3] to 13 digits", () => {
    const wide = new EnergyDensity({ expression: density.expression.toString(), domain: [[-3, 3]] });
    // The tails beyond 1.5 hold 1e-13 of the mass.
    expect(Math.abs(wide.normalization.value / density.normalization.value - 1)).toBeLessThan(5e-13);
  });

  it("is nothing outside of its domain", () => {
    expect(density.logPdf(Float64Array.of(-1.6, 1.51))).toEqual(Float64Array.of(-Infinity, -Infinity));
  });

  it("samples follow its distribution function: Kolmogorov-Smirnov p-value above 0.001, n = 5000, seed 2", () => {
    const n = 5000;
    const sample = density.sample(createRng(2), n).sort();
    const largest = sample.reduce((worst, x, i) => {
      const cdf = integrate((z) => density.logPdf(z).map(Math.exp), linspace(-1.5, x, 5), { tolerance: 1e-6 }).value;
      return Math.max(worst, Math.abs(cdf - i / n), Math.abs(cdf - (i + 1) / n));
    }, 0);
    // P(sqrt(n) D > 1.95) = 0.001.
    expect(Math.sqrt(n) * largest).toBeLessThan(1.95);
  });
});

describe("sampling in 2-D", () => {
  it("has the covariance of its Gaussian within 4 standard errors, n = 4000, seed 3", () => {
    const density = new EnergyDensity({
      expression: "(2*x^2 + 2*x*y + 3*y^2)/2",
      domain: [
        [-6, 6],
        [-5, 5],
      ],
    });
    const n = 4000;
    const sample = density.sample(createRng(3), n);
    const expected = [3 / 5, -1 / 5, 2 / 5];
    [
      [0, 0],
      [0, 1],
      [1, 1],
    ].forEach(([a, b], k) => {
      const average =
        Array.from({ length: n }, (_, i) => sample[2 * i + a] * sample[2 * i + b]).reduce((s, v) => s + v, 0) / n;
      const variance =
        expected[a === b ? (a === 0 ? 0 : 2) : 0] * expected[a === b ? (a === 0 ? 0 : 2) : 2] + expected[k] ** 2;
      expect(Math.abs(average - expected[k])).toBeLessThan(4 * Math.sqrt(variance / n));
    });
  }, 60_000);
});

it.each([
  ["x + ", [[-1, 1]], /a number, a name or a parenthesis after/],
  ["x + z", [[-1, 1]], /the names x, pi and e only, not "z"/],
  ["y", [[-1, 1]], /the names x, pi and e only, not "y"/],
  ["x > 0 ? 1 : 2", [[-1, 1]], /not ">"; write ifAtLeast/],
  ["f(x) = x", [[-1, 1]], /not "="; give the right side only/],
  ["x = 3", [[-1, 1]], /not "="/],
  ["[x, 1]", [[-1, 1]], /not "\["/],
  ["abs(x, 1)", [[-1, 1]], /abs 1 argument, not 2/],
  ["import(x)", [[-1, 1]], /not "import\(…\)"/],
  ["x!", [[-1, 1]], /not "!"/],
  ["log(x)", [[-1, 1]], /must be a number everywhere on the domain/],
  ["x^2", [[1, -1]], /domain\[0\] must be \[lower, upper\]/],
  ["x^2", [[-1, Infinity]], /finite and increasing/],
  ["x^2", [], /domain must hold one interval/],
  [
    "x^2",
    [
      [-1, 1],
      [-1, 1],
      [-1, 1],
    ],
    /not 3/,
  ],
] as [string, [number, number][], RegExp][])("EnergyDensity refuses %s on %j", (expression, domain, message) => {
  expect(() => new EnergyDensity({ expression, domain })).toThrow(message);
});
