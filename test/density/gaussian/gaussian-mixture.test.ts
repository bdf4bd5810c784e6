import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { GaussianMixture } from "../../../src/density/gaussian/gaussian-mixture.ts";
import { linspace } from "../../../src/numerics/approximation/grid.ts";
import { integrate } from "../../../src/numerics/quadrature/integrate.ts";
import { createRng } from "../../../src/numerics/random/random.ts";
import { mixtures, points } from "../../support/arbitraries.ts";
import { differentiate } from "../../support/differences.ts";

const dimensions = [1, 2, 3];

describe.each(dimensions)("GaussianMixture in %i dimension(s), random mixtures and points", (dim) => {
  const cases = fc.tuple(mixtures(dim), points(dim));
  const close = (actual: number, expected: number, scale: number): void => {
    expect(Math.abs(actual - expected)).toBeLessThan(1e-6 * Math.max(1, scale));
  };

  it("score is the gradient of logPdf, to 1e-6 of its size (finite differences)", () => {
    fc.assert(
      fc.property(cases, ([mixture, x]) => {
        const score = mixture.score(x);
        for (let j = 0; j < dim; j++) {
          close(differentiate((at) => mixture.logPdf(at), x, j)[0], score[j], Math.abs(score[j]));
        }
      }),
    );
  });

  it("hessian is the Jacobian of score, to 1e-6 of its size, and symmetric", () => {
    fc.assert(
      fc.property(cases, ([mixture, x]) => {
        const hessian = mixture.hessian(x);
        const scale = Math.max(...hessian.map(Math.abs));
        for (let j = 0; j < dim; j++) {
          const column = differentiate((at) => mixture.score(at), x, j);
          for (let i = 0; i < dim; i++) {
            close(column[i], hessian[i * dim + j], scale);
            expect(Math.abs(hessian[i * dim + j] - hessian[j * dim + i])).toBeLessThanOrEqual(1e-13 * scale);
          }
        }
      }),
    );
  });

  it("scoreLaplacian is the gradient of the trace of hessian, to 1e-6 of its size", () => {
    fc.assert(
      fc.property(cases, ([mixture, x]) => {
        const laplacian = mixture.scoreLaplacian(x);
        const trace = (at: Float64Array): Float64Array => {
          const hessian = mixture.hessian(at);
          return Float64Array.of(hessian.reduce((sum, value, i) => sum + (i % (dim + 1) === 0 ? value : 0), 0));
        };
        const scale = Math.max(...laplacian.map(Math.abs), ...mixture.hessian(x).map(Math.abs));
        for (let j = 0; j < dim; j++) close(differentiate(trace, x, j)[0], laplacian[j], scale);
      }),
    );
  });
});

describe("GaussianMixture", () => {
  const mixture = new GaussianMixture([
    { weight: 0.3, mean: [-1], covariance: [[0.16]] },
    { weight: 0.7, mean: [2], covariance: [[1]] },
  ]);

  it("integrates to 1 within 1e-13", () => {
    const total = integrate((x) => mixture.logPdf(x).map(Math.exp), linspace(-12, 12, 33));
    expect(Math.abs(total.value - 1)).toBeLessThan(1e-13);
  });

  it("smoothed(sigma) is the convolution with N(0, sigma²), to 1e-12 (quadrature)", () => {
    const sigma = 0.4;
    const smoothed = mixture.smoothed(sigma);
    for (const x of [-3, -1, 0.5, 2, 4]) {
      const convolution = integrate(
        (y) =>
          mixture
            .logPdf(y)
            .map(
              (logPdf, i) => Math.exp(logPdf - (x - y[i]) ** 2 / (2 * sigma ** 2)) / (sigma * Math.sqrt(2 * Math.PI)),
            ),
        linspace(-12, 12, 33),
      );
      expect(Math.abs(Math.exp(smoothed.logPdf(Float64Array.of(x))[0]) - convolution.value)).toBeLessThan(1e-12);
    }
  });

  it("takes a covariance whose two halves differ in the last bit, as products of matrices have them", () => {
    const covariance = [
      [1, 0.3],
      [0.1 + 0.2, 1],
    ];
    expect(covariance[0][1]).not.toBe(covariance[1][0]);
    const [logPdf] = new GaussianMixture([{ weight: 1, mean: [0, 0], covariance }]).logPdf(new Float64Array(2));
    expect(logPdf).toBeCloseTo(-Math.log(2 * Math.PI * Math.sqrt(1 - 0.09)), 14);
  });

  it("log p stays finite and right 1000 standard deviations out", () => {
    const x = Float64Array.of(1002);
    expect(mixture.logPdf(x)[0]).toBeCloseTo(Math.log(0.7) - 0.5 * Math.log(2 * Math.PI) - 500_000, 6);
    expect(mixture.score(x)[0]).toBe(-1000);
  });

  it("of 150 dimensions, whose inverse is found when it is needed, refuses what is no covariance when it is made", () => {
    const dim = 150;
    const correlated = (correlation: number): number[][] =>
      Array.from({ length: dim }, (_, i) => Array.from({ length: dim }, (_, j) => (i === j ? 1 : correlation)));
    const one = (correlation: number) => [
      { weight: 1, mean: new Array(dim).fill(0), covariance: correlated(correlation) },
    ];
    expect(() => new GaussianMixture(one(-0.01))).toThrow(/positive definite 150 x 150/);
    // The inverse of I + c (1 1^T - I) is known: x = (1, ..., 1) is an eigenvector of eigenvalue 1 + (d - 1) c.
    const [score] = new GaussianMixture(one(0.2)).smoothed(0.5).score(new Float64Array(dim).fill(1));
    expect(score).toBeCloseTo(-1 / (1 + 149 * 0.2 + 0.25), 12);
  });

  it("samples have the mixture's mean and covariance within 4 standard errors, n = 40,000, seed 5", () => {
    const two = new GaussianMixture([
      {
        weight: 0.25,
        mean: [-2, 0],
        covariance: [
          [1, 0.6],
          [0.6, 0.5],
        ],
      },
      {
        weight: 0.75,
        mean: [1, 1],
        covariance: [
          [0.3, -0.1],
          [-0.1, 0.2],
        ],
      },
    ]);
    const n = 40_000;
    const sample = two.sample(createRng(5), n);
    const mean = [0.25 * -2 + 0.75, 0.75];
    const second = (a: number, b: number): number =>
      two.components.reduce(
        (sum, { weight, mean: m, covariance }) => sum + weight * (covariance[a][b] + m[a] * m[b]),
        0,
      ) -
      mean[a] * mean[b];
    for (const [a, b] of [
      [0, 0],
      [0, 1],
      [1, 1],
    ]) {
      const products = Array.from(
        { length: n },
        (_, i) => (sample[2 * i + a] - mean[a]) * (sample[2 * i + b] - mean[b]),
      );
      const average = products.reduce((sum, value) => sum + value, 0) / n;
      const variance = products.reduce((sum, value) => sum + (value - average) ** 2, 0) / (n - 1);
      expect(Math.abs(average - second(a, b))).toBeLessThan(4 * Math.sqrt(variance / n));
    }
    for (const a of [0, 1]) {
      const average = sample.reduce((sum, value, i) => sum + (i % 2 === a ? value : 0), 0) / n;
      expect(Math.abs(average - mean[a])).toBeLessThan(4 * Math.sqrt(second(a, a) / n));
    }
  });

  it("effectiveSupport(D) is where p is above exp(-D) of its maximum", () => {
    const [[lower, upper]] = mixture.effectiveSupport(30);
    const peak = Math.max(...mixture.logPdf(linspace(-3, 4, 701)));
    for (const x of [lower, upper]) expect(mixture.logPdf(Float64Array.of(x))[0]).toBeLessThan(peak - 30);
  });

  it.each([
    [[], /^components must hold one component or more, not 0$/],
    [[{ weight: 0.5, mean: [0], covariance: [[1]] }], /weights of components must sum to 1, not to 0.5/],
    [[{ weight: -1, mean: [0], covariance: [[1]] }], /components\[0\].weight must be a positive number, not -1/],
    [
      [{ weight: 1, mean: [0], covariance: [[-1]] }],
      /components\[0\].covariance must be a symmetric positive definite 1 x 1/,
    ],
    [
      [
        {
          weight: 1,
          mean: [0, 0],
          covariance: [
            [1, 2],
            [2, 1],
          ],
        },
      ],
      /positive definite 2 x 2/,
    ],
    [
      [
        {
          weight: 1,
          mean: [0, 0],
          covariance: [
            [1, 0.1],
            [0.2, 1],
          ],
        },
      ],
      /symmetric/,
    ],
    [
      [
        { weight: 0.5, mean: [0], covariance: [[1]] },
        { weight: 0.5, mean: [0, 1], covariance: [[1]] },
      ],
      /components\[1\].mean must hold 1 finite/,
    ],
    [[{ weight: 1, mean: [Number.NaN], covariance: [[1]] }], /components\[0\].mean/],
  ])("refuses %j", (components, message) => {
    expect(() => new GaussianMixture(components)).toThrow(message);
  });
});
