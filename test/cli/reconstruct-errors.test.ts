import { describe, expect, test } from "vitest";
import { unrelatedGaussians } from "../../src/claims/evidence/mixtures.ts";
import { scorebook } from "./scorebook-on-thread.ts";

interface Answer {
  readonly r: number[][];
  readonly scoreEstimate: number[][];
  readonly errorEstimate: number;
  readonly jacobianErrorEstimate: number;
  readonly errors: Readonly<Record<string, unknown>>;
  readonly warnings: readonly string[];
  readonly [key: string]: unknown;
}

const mixture = (...components: readonly object[]): string => JSON.stringify({ kind: "gaussianMixture", components });

/** Two coordinates with this correlation. */
const correlated = (correlation: number): string =>
  mixture({
    weight: 1,
    mean: [0, 0],
    covariance: [
      [1, correlation],
      [correlation, 1],
    ],
  });

function reconstruct(density: string, method: string, sigma: string, at: string): Answer {
  const args = ["reconstruct", "--density", density, "--method", method, "--sigma", sigma, "--at", at];
  const { status, stdout } = scorebook([...args, "--json"]);
  expect(status).toBe(0);
  return JSON.parse(stdout);
}

/** The shape of nested arrays, with `null` where there are none. */
const shape = (value: unknown): unknown => (Array.isArray(value) ? value.map(shape) : value === null ? null : "number");

describe("a closed form states its error, which covers the last digits of the numbers that were given", () => {
  // Across the line the score is -1 / (1 - correlation + sigma^2), of the decimals as they stand here.
  test.each([
    ["0.999999999999999", "1e-08", 1 / 1.1e-15, 0.001, 0.5],
    ["0.99999999999997", "1e-7", 1 / 4e-14, 1e-4, 0.02],
    ["0.9999999999", "1e-6", 1 / 1.01e-10, 1e-8, 1e-5],
    ["0.9999", "0.1", 1 / 0.0101, 1e-15, 1e-12],
  ])("correlation %s, sigma = %s, both methods", (correlation, sigma, exact, least, most) => {
    for (const method of ["dae", "rcae"]) {
      const { scoreEstimate, errorEstimate, jacobianErrorEstimate, computedBy } = reconstruct(
        correlated(Number(correlation)),
        method,
        sigma,
        "[[1,-1]]",
      );
      expect(Math.abs(scoreEstimate[0][0] + exact)).toBeLessThanOrEqual(errorEstimate * exact);
      expect(Math.abs(scoreEstimate[0][1] - exact)).toBeLessThanOrEqual(errorEstimate * exact);
      expect(errorEstimate).toBeGreaterThan(least);
      expect(errorEstimate).toBeLessThan(most);
      expect(jacobianErrorEstimate).toBeGreaterThan(0);
      expect(computedBy).toBe("closed form");
    }
  });

  test("three dimensions, one direction thin as 1e-7 across (1, 1, 1): within the error, and a warning from 1e-3 of it on", () => {
    // I - (1 - thin) v v^T with v = (1, 1, 1) / sqrt 3: the variance along v is `thin`.
    const thin = 1e-14;
    const covariance = [0, 1, 2].map((i) => [0, 1, 2].map((j) => (i === j ? 1 : 0) - (1 - thin) / 3));
    const sigma = 1e-7;
    const answer = reconstruct(mixture({ weight: 1, mean: [0, 0, 0], covariance }), "dae", `${sigma}`, "[[1,1,1]]");
    const exact = 1 / (thin + sigma ** 2);
    // The entries are rounded thirds: what is thin in them is known to two digits only.
    for (const score of answer.scoreEstimate[0]) {
      expect(Math.abs(score + exact)).toBeLessThanOrEqual(answer.errorEstimate * exact);
    }
    expect(answer.errorEstimate).toBeGreaterThan(1e-3);
    expect(answer.errorEstimate).toBeLessThan(0.2);
    expect(answer.warnings).toEqual([
      expect.stringMatching(
        /^at row 1 the error of the score is up to [\d.]+ times max\(1, its size\), by the last digits/,
      ),
      expect.stringMatching(
        /^at row 1 the error of the score estimate is up to [\d.]+ times max\(1, its size\), by the last/,
      ),
    ]);
  });

  test("where nothing is known of the score its error is infinite, in JSON the string Infinity; never null", () => {
    const answer = reconstruct(correlated(1 - 2 ** -53), "dae", "1e-8", "[[1,-1],[0.5,-0.25]]");
    expect(answer.errors.score).toEqual([
      ["Infinity", "Infinity"],
      ["Infinity", "Infinity"],
    ]);
    expect(answer.warnings[0]).toMatch(/^at rows 1, 2 the error of the score is without a bound, /);
    expect(Number.isFinite(answer.errorEstimate)).toBe(true);
  });
});

describe("every number has an error of its own, in the same shape", () => {
  const energy = JSON.stringify({ kind: "energy", expression: "x^4/4 - x^2/2", domain: [[-4, 4]] });
  const plane = mixture(
    {
      weight: 0.3,
      mean: [-1, 0],
      covariance: [
        [0.2, 0],
        [0, 0.2],
      ],
    },
    {
      weight: 0.7,
      mean: [1, 1],
      covariance: [
        [0.5, 0.3],
        [0.3, 0.5],
      ],
    },
  );
  test.each([
    [energy, "dae", "0.3", "[[0.5],[-1]]", "quadrature"],
    [energy, "rcae", "0.1", "[[0.5],[-1]]", "finite elements"],
    [plane, "dae", "0.1", "[[0,0],[1,0.5]]", "closed form"],
    [plane, "rcae", "0.5", "[[0,0],[1,0.5]]", "finite elements"],
    ["spiral", "dae", "0.05", "[[0.1,0.2]]", "closed form"],
    ["curve10d", "dae", "0.1", `[[${new Array(10).fill(0.3)}]]`, "closed form"],
    ['{"kind":"points","points":[[0,0],[1,0],[0,1]]}', "dae", "0.5", "[[0.2,0.1]]", "closed form"],
  ])("%s, %s, sigma = %s", (density, method, sigma, at, computedBy) => {
    const answer = reconstruct(density, method, sigma, at);
    const points: number[][] = JSON.parse(at);
    for (const name of ["r", "jacobian", "scoreEstimate", "hessianEstimate"]) {
      expect(shape(answer.errors[name])).toEqual(shape(answer[name]));
      const errors = [answer.errors[name]].flat(4) as number[];
      expect(Math.min(...errors)).toBeGreaterThanOrEqual(0);
      expect(Math.max(...errors)).toBeGreaterThan(0);
      expect(Math.max(...errors)).toBeLessThan(1e-5);
    }
    expect(shape(answer.errors.score)).toEqual(shape(answer.score));
    expect(answer).toMatchObject({ method, computedBy, sigma: Number(sigma), warnings: [] });
    expect(answer).toMatchObject({ points: points.length, dim: points[0].length });
    expect(answer.errorEstimate).toBeGreaterThan(0);
    expect(answer.errorEstimate).toBeLessThan(1e-7);
    expect(answer.jacobianErrorEstimate).toBeGreaterThan(0);
  });

  test("curves state what their p_sigma is off by, 1e-10 of 1 / sigma in the score", () => {
    for (const [density, sigma, at] of [
      ["spiral", 0.05, "[[0.1,0.2]]"],
      ["curve10d", 0.2, `[[${new Array(10).fill(0.3)}]]`],
      ["spiral", 0.003, "[[0.1,0.2]]"],
    ] as const) {
      const { errors } = reconstruct(density, "dae", `${sigma}`, at);
      const [[first]] = errors.scoreEstimate as number[][];
      expect(first).toBeGreaterThanOrEqual(1e-10 / sigma);
      expect(first).toBeLessThan(2e-10 / sigma);
    }
  });

  test("where a mesh's estimate does not hold the errors are null, with a warning; the table says so too", () => {
    const answer = reconstruct("paper1d", "dae", "0.31", "[[0.5],[1.6],[1.7]]");
    const sentence = "at rows 2, 3 p is below 1e-12 of its maximum, where the error estimates do not hold";
    expect(answer.warnings).toEqual([sentence]);
    expect(answer.errors.r).toEqual([[expect.any(Number)], null, null]);
    expect(answer.errors.hessianEstimate).toEqual([[[expect.any(Number)]], null, null]);
    const args = ["--density", "paper1d", "--method", "dae", "--sigma", "0.31", "--at", "[[0.5],[1.6],[1.7]]"];
    const { stdout } = scorebook(["reconstruct", ...args]);
    expect(stdout).toContain(`\nWarning: ${sentence}.\n`);
  });

  test("where p is 0 in the middle of its domain, no estimate of a mesh holds", () => {
    for (const [expression, at] of [
      ["-log(x^2)", "[[0],[0.5]]"],
      ["-4*log(abs(x - 0.25))", "[[0.25],[0.5]]"],
    ]) {
      const energy = JSON.stringify({ kind: "energy", expression, domain: [[-1, 1]] });
      const small = expect.stringMatching(/^at row 1 p is below 1e-12 of its maximum/);
      const jump = "at row 1 p is 0, where the contractive optimum may jump or have no slope";
      for (const [method, warnings] of [
        ["dae", [small]],
        ["rcae", [small, jump]],
      ] as const) {
        const answer = reconstruct(energy, method, "0.3", at);
        expect(answer.errors.r).toEqual([null, [expect.any(Number)]]);
        expect(answer.warnings).toEqual(warnings);
      }
    }
  });

  test("Langevin paths: errors are four standard errors and the bias, of r and of dr/dx", () => {
    const density = mixture(...unrelatedGaussians(3).components);
    const answer = reconstruct(density, "rcae", "0.2", "[[0,0,0]]");
    for (const [name, standardError, bias] of [
      ["r", "standardError", "bias"],
      ["jacobian", "jacobianStandardError", "jacobianBias"],
    ]) {
      const flat = (value: unknown): number[] => [value].flat(4) as number[];
      const biases = flat(answer[bias]);
      flat(answer.errors[name]).forEach((error, i) => {
        expect(error).toBeCloseTo(4 * flat(answer[standardError])[i] + biases[i], 15);
      });
      expect(Math.max(...biases)).toBeGreaterThan(0);
    }
    expect(answer.computedBy).toBe("Langevin paths");
    expect(answer.errorEstimate).toBeGreaterThan(0);
  });
});

describe("loss: the error estimate in JSON is that of the text, and the rest of what is said", () => {
  const loss = (density: string, method: string, sigma: string): Record<string, unknown> => {
    const args = ["loss", "--density", density, "--method", method, "--sigma", sigma];
    const { status, stdout } = scorebook([...args, "--json"]);
    expect(status).toBe(0);
    const answer = JSON.parse(stdout);
    const text = scorebook(args).stdout;
    const error = answer.standardError ?? answer.errorEstimate;
    expect(text).toContain(`error ${answer.standardError ? "" : "at most "}${Number(error.toPrecision(2))})`);
    expect(text.includes("bias")).toBe(answer.bias !== undefined);
    expect(answer).toMatchObject({ method, sigma: Number(sigma) });
    for (const warning of answer.warnings) expect(text).toContain(`\nWarning: ${warning}.\n`);
    return answer;
  };

  test("of energies, points, and mixtures in one to three dimensions", () => {
    const energy = JSON.stringify({ kind: "energy", expression: "x^2/2", domain: [[-9, 9]] });
    expect(loss(energy, "dae", "0.5")).toMatchObject({ dim: 1 });
    expect(loss(energy, "rcae", "0.4")).toMatchObject({ dim: 1 });
    expect(loss("spiral", "dae", "0.3")).toMatchObject({ dim: 2 });
    const three = mixture(...unrelatedGaussians(3).components);
    const drawn = loss(three, "dae", "0.3");
    expect(drawn.errorEstimate).toBeGreaterThanOrEqual(3 * Number(drawn.standardError));
    const paths = loss(three, "rcae", "0.2");
    expect(paths.errorEstimate).toBeCloseTo(4 * Number(paths.standardError) + Number(paths.bias), 15);
  });

  test.each([
    ["0.99999999", "1e-5", 1e-8],
    ["0.999999999999999", "1e-8", 1e-15],
    ["0.99", "3", 1e-2],
  ])("of one Gaussian of correlation %s at sigma = %s, within its error", (correlation, sigma, rest) => {
    const variance = Number(sigma) ** 2;
    const exact = [rest, 2 - rest].reduce((sum, value) => sum + (variance * value) / (variance + value), 0);
    for (const method of ["dae", "rcae"]) {
      const answer = loss(correlated(Number(correlation)), method, sigma);
      const error = Number(answer.errorEstimate);
      expect(Math.abs(Number(answer.optimalLoss) - exact)).toBeLessThanOrEqual(error);
      expect(error).toBeGreaterThan(0);
      expect(error).toBeLessThan(0.2 * exact);
      const large = error > 0.01 * exact;
      expect(answer.warnings).toEqual(large ? ["the error estimate is more than a hundredth of the loss"] : []);
    }
  });
});
