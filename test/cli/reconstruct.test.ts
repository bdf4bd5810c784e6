import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { scorebook } from "./scorebook-on-thread.ts";

const mean = 0.7;
const variance = 0.25;
const sigma = 0.31;
const gaussian: string = JSON.stringify({
  kind: "gaussianMixture",
  components: [{ weight: 1, mean: [mean], covariance: [[variance]] }],
});

let folder = "";

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "scorebook-reconstruct-"));
});

afterAll(() => rmSync(folder, { recursive: true }));

interface Answer {
  r: number[][];
  jacobian: number[][][];
  score: (number[] | null)[] | null;
  scoreEstimate: number[][];
  hessianEstimate: number[][][];
}

function reconstruct(density: string, method: string, sigma: number, at: string): Answer {
  const args = ["reconstruct", "--density", density, "--method", method, "--sigma", `${sigma}`, "--at", at, "--json"];
  const { status, stdout, stderr } = scorebook(args, folder);
  expect(status, stderr).toBe(0);
  expect(stdout.endsWith("}\n")).toBe(true);
  const { inputs = [], ...answer } = JSON.parse(stdout);
  // Whatever files were read, and nothing else, is said on standard error.
  const files = inputs.map(({ file }: { file: string }) => expect.stringContaining(` from ${file}, column`));
  expect(stderr.split("\n")).toEqual([...files, ""]);
  return answer;
}

describe("a Gaussian N(mu, S), for which both optima are mu + S / (S + sigma^2) (x - mu)", () => {
  test.each(["dae", "rcae"])("%s: every number of the answer, to 1e-9", (method) => {
    const points = [[-0.4], [0.7], [1.9]];
    const answer = reconstruct(gaussian, method, sigma, JSON.stringify(points));
    const values = ["r", "jacobian", "score", "scoreEstimate", "hessianEstimate"];
    const errors = ["errorEstimate", "jacobianErrorEstimate", "errors"];
    const about = ["method", "computedBy", "sigma", "points", "dim", "warnings"];
    expect(Object.keys(answer)).toEqual([...values, ...errors, ...about]);
    const shrink = variance / (variance + sigma ** 2);
    points.forEach(([x], i) => {
      expect(answer.r[i][0]).toBeCloseTo(mean + shrink * (x - mean), 9);
      expect(answer.jacobian[i][0][0]).toBeCloseTo(shrink, 9);
      expect(answer.score?.[i]?.[0]).toBeCloseTo(-(x - mean) / variance, 12);
      // The score of p blurred by sigma: sign, and sigma^2 rather than sigma.
      expect(answer.scoreEstimate[i][0]).toBeCloseTo(-(x - mean) / (variance + sigma ** 2), 9);
      expect(answer.hessianEstimate[i][0][0]).toBeCloseTo(-1 / (variance + sigma ** 2), 8);
    });
  });

  test("dae in two dimensions: shapes, and the covariance's off-diagonal in its place, to 1e-12", () => {
    const covariance = [
      [0.5, 0.2],
      [0.2, 0.3],
    ];
    const density = JSON.stringify({
      kind: "gaussianMixture",
      components: [{ weight: 1, mean: [1, -1], covariance }],
    });
    const answer = reconstruct(density, "dae", 0.5, "[[0,0],[2,3],[1,-1]]");
    // S (S + sigma^2 I)^-1, by hand: S + 0.25 I = [[0.75, 0.2], [0.2, 0.55]], determinant 0.3725.
    const shrink = [
      [(0.5 * 0.55 - 0.2 * 0.2) / 0.3725, (-0.5 * 0.2 + 0.2 * 0.75) / 0.3725],
      [(0.2 * 0.55 - 0.3 * 0.2) / 0.3725, (-0.2 * 0.2 + 0.3 * 0.75) / 0.3725],
    ];
    expect(answer.r.map((row) => row.length)).toEqual([2, 2, 2]);
    expect(answer.jacobian[1].flat()).toEqual(shrink.flat().map((value) => expect.closeTo(value, 12)));
    const moved = (x: number, y: number): number[] => [
      1 + shrink[0][0] * (x - 1) + shrink[0][1] * (y + 1),
      -1 + shrink[1][0] * (x - 1) + shrink[1][1] * (y + 1),
    ];
    expect(answer.r[1]).toEqual(moved(2, 3).map((value) => expect.closeTo(value, 12)));
    expect(answer.scoreEstimate[0]).toEqual(moved(0, 0).map((value) => expect.closeTo(value / 0.25, 11)));
  });

  test("dae and rcae: the optimal loss is sigma^2 S / (S + sigma^2), to 1e-9", () => {
    for (const method of ["dae", "rcae"]) {
      const args = ["loss", "--density", gaussian, "--method", method, "--sigma", `${sigma}`, "--json"];
      const { status, stdout } = scorebook(args);
      expect(status).toBe(0);
      const answer = JSON.parse(stdout);
      expect(Object.keys(answer)).toEqual(["optimalLoss", "errorEstimate", "method", "sigma", "dim", "warnings"]);
      expect(answer.optimalLoss).toBeCloseTo((sigma ** 2 * variance) / (variance + sigma ** 2), 9);
    }
  });
});

describe("where the input comes from", () => {
  test("a density and points mean the same inline, in files, with a header and without", () => {
    const inline = reconstruct(gaussian, "dae", sigma, "[[0],[1.5]]");
    writeFileSync(join(folder, "density.json"), `\uFEFF${gaussian}\n`);
    writeFileSync(join(folder, "plain.csv"), "0\n1.5\n");
    writeFileSync(join(folder, "header.csv"), '\uFEFF"x"\r\n0\r\n\r\n 1.5 \r\n');
    writeFileSync(join(folder, "points.json"), "[[0], [1.5]]");
    for (const points of ["plain.csv", "header.csv", "points.json"]) {
      expect(reconstruct("density.json", "dae", sigma, points)).toEqual(inline);
    }
  });

  test("an energy given by its formula is the density it stands for: x^2/2 on [-12, 12] is the normal, to 1e-8", () => {
    const energy = JSON.stringify({ kind: "energy", expression: "x^2/2", domain: [[-12, 12]] });
    const normal = JSON.stringify({
      kind: "gaussianMixture",
      components: [{ weight: 1, mean: [0], covariance: [[1]] }],
    });
    const [ofEnergy, ofNormal] = [energy, normal].map((density) => reconstruct(density, "dae", 0.5, "[[-1],[2]]"));
    for (let i = 0; i < 2; i++) {
      expect(ofEnergy.r[i][0]).toBeCloseTo(ofNormal.r[i][0], 8);
      expect(ofEnergy.score?.[i]?.[0]).toBeCloseTo(ofNormal.score?.[i]?.[0] ?? Number.NaN, 8);
    }
  });
});

describe("what has no density, by the denoiser", () => {
  test("two points: the softmax mean, r = x_1 w + x_2 (1 - w), to 1e-12, far out too; the score is null", () => {
    const points = JSON.stringify({
      kind: "points",
      points: [
        [0, 1],
        [2, 3],
      ],
    });
    const answer = reconstruct(points, "dae", 0.8, "[[0.5,1.5],[1000,2000]]");
    expect(answer.score).toBeNull();
    // |x - x_1|^2 = 0.5, |x - x_2|^2 = 4.5.
    const second = 1 / (1 + Math.exp(4 / (2 * 0.8 ** 2)));
    expect(answer.r[0][0]).toBeCloseTo(2 * second, 12);
    expect(answer.r[0][1]).toBeCloseTo(1 + 2 * second, 12);
    expect(answer.scoreEstimate[0][0]).toBeCloseTo((2 * second - 0.5) / 0.8 ** 2, 12);
    expect(answer.jacobian[0][0][1]).toBeCloseTo((4 * second * (1 - second)) / 0.8 ** 2, 12);
    expect(answer.r[1]).toEqual([expect.closeTo(2, 9), expect.closeTo(3, 9)]);
    writeFileSync(join(folder, "data.csv"), "x,y\n0,1\n2,3\n");
    expect(reconstruct("data.csv", "dae", 0.8, "[[0.5,1.5],[1000,2000]]")).toEqual(answer);
  });

  test("weights count: twice the weight is the point twice, to 1e-12", () => {
    const weighted = '{"kind":"points","points":[[0],[1]],"weights":[2,1]}';
    const repeated = '{"kind":"points","points":[[0],[1],[0]]}';
    const [one, other] = [weighted, repeated].map((density) => reconstruct(density, "dae", 0.7, "[[0.3]]"));
    expect(one.r[0][0]).toBeCloseTo(other.r[0][0], 12);
  });

  test("the spiral and the curve in R^10: r is within a few sigma of x for x on them, and the score is null", () => {
    const onSpiral = [0.04 * 7 * Math.sin(7), 0.04 * 7 * Math.cos(7)];
    const near = reconstruct("spiral", "dae", 0.01, JSON.stringify([onSpiral]));
    expect(near.score).toBeNull();
    expect(Math.hypot(near.r[0][0] - onSpiral[0], near.r[0][1] - onSpiral[1])).toBeLessThan(0.001);
    const origin = reconstruct("curve10d", "dae", 0.1, JSON.stringify([new Array(10).fill(0)]));
    expect(origin.score).toBeNull();
    expect(Math.hypot(...origin.r[0])).toBeLessThan(0.3);
    expect(origin.jacobian[0]).toHaveLength(10);
  });

  test("the table has a dash for the score", () => {
    const args = ["reconstruct", "--density", "spiral", "--method", "dae", "--sigma", "0.1", "--at", "[[0,0.1]]"];
    const { status, stdout } = scorebook(args);
    expect(status).toBe(0);
    expect(stdout.split("\n")[1].split(/ {2,}/)[3]).toBe("-");
  });
});

describe("outside of the domain of paper1d, [-1.5, 1.5]", () => {
  test("dae: r is defined, and the score is null", () => {
    const answer = reconstruct("paper1d", "dae", 0.31, "[[0.5],[1.6]]");
    expect(answer.score?.[0]).not.toBeNull();
    expect(answer.score?.[1]).toBeNull();
    expect(Math.abs(answer.r[1][0])).toBeLessThan(1.5);
  });

  test("rcae: the point is named, with the domain, and the exit status is 2", () => {
    const args = ["reconstruct", "--density", "paper1d", "--method", "rcae", "--sigma", "0.31", "--at", "[[0],[1.6]]"];
    const { status, stdout, stderr } = scorebook([...args, "--json"]);
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    expect(stderr).toBe("--at: points must lie where the density lives, in [-1.5, 1.5], not at 1.6\n");
  });
});

test("without --json the same numbers are a table, and the method's error is stated", () => {
  const args = ["--density", "paper1d", "--sigma", "0.31", "--at", "[[0.5],[1.6]]"];
  const answer = reconstruct("paper1d", "dae", 0.31, "[[0.5],[1.6]]");
  const { status, stdout } = scorebook(["reconstruct", "--method", "dae", ...args]);
  expect(status).toBe(0);
  const lines = stdout.split("\n");
  expect(lines[0]).toMatch(/^x +r\(x\) +dr\/dx +score +score estimate +Hessian estimate$/);
  const shown = [
    answer.r[1][0],
    answer.jacobian[1][0][0],
    null,
    answer.scoreEstimate[1][0],
    answer.hessianEstimate[1][0][0],
  ];
  expect(lines[2].split(/ {2,}/)).toEqual([
    "1.6",
    ...shown.map((value) => (value === null ? "-" : String(Number(value.toPrecision(9))))),
  ]);
  expect(stdout).toMatch(
    /\ndae optimum, sigma = 0\.31; error of the score estimate, relative to max\(1, its size\): .+\.\n$/,
  );
});
