import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { scorebook } from "./scorebook-on-thread.ts";

/** Made with mpmath by gaussian-ball.py. */
const references: readonly {
  readonly components: unknown;
  readonly at: readonly number[];
  readonly radius: number;
  readonly logMass: string;
  readonly shift: readonly string[];
}[] = JSON.parse(readFileSync(new URL("../fixtures/gaussian-ball.json", import.meta.url), "utf8"));

function json(args: readonly string[]): unknown {
  const { status, stdout, stderr } = scorebook([...args, "--json"]);
  expect(stderr).toBe("");
  expect(status).toBe(0);
  return JSON.parse(stdout);
}

describe("monomial", () => {
  test.each([
    [["2,0,4"], (Math.PI * 4) / 315],
    [["0,0", "--sphere", "--radius", "3"], 6 * Math.PI],
    [["1,2"], 0],
    [["1", "--absolute", "--radius", "2"], 4],
  ])("--powers %j is %d, to 1e-14", (args, exact) => {
    const { value } = json(["monomial", "--powers", ...args]) as { value: number };
    expect(Math.abs(value - exact)).toBeLessThan(1e-14 * Math.max(1, exact));
  });

  test("in JSON the error, and what was integrated over what", () => {
    for (const [args, exact, about] of [
      [["2,0,4"], (Math.PI * 4) / 315, { powers: [2, 0, 4], dim: 3, domain: "ball", radius: 1, absolute: false }],
      [["0,0", "--sphere", "--radius", "0.3"], 0.6 * Math.PI, { powers: [0, 0], domain: "sphere", radius: 0.3 }],
      [["1.5", "--absolute", "--radius", "2"], (2 * 2 ** 2.5) / 2.5, { dim: 1, domain: "ball", absolute: true }],
    ] as const) {
      const answer = json(["monomial", "--powers", ...args]) as { value: number; errorEstimate: number };
      expect(answer).toMatchObject(about);
      expect(Math.abs(answer.value - exact)).toBeLessThan(answer.errorEstimate + 2 ** -52 * exact);
      expect(answer.errorEstimate).toBeLessThan(1e-13 * exact);
    }
    expect(json(["monomial", "--powers", "1,2"])).toMatchObject({ value: 0, errorEstimate: 0 });
  });

  test.each([
    [["--powers", "1,x"], '--powers: must be numbers from 0 up, separated by commas, not "1,x"'],
    [["--powers", ""], '--powers: must be numbers from 0 up, separated by commas, not ""'],
    [["--powers", "0.5"], "--powers: must be whole numbers, not 0.5; with --absolute they need not be"],
    [["--powers", "2", "--radius", "0"], '--radius: must be a positive finite number, not "0"'],
  ])("%j: one sentence, exit status 2, nothing printed", (args, message) => {
    const { status, stdout, stderr } = scorebook(["monomial", ...args]);
    expect({ status, stdout, stderr: stderr.trim() }).toEqual({ status: 2, stdout: "", stderr: message });
  });
});

describe("local-mean", () => {
  test.each([
    ["paper1d", "[0.5]", "0.1"],
    ['{"kind":"energy","expression":"x^2/2 + y^2/2","domain":[[-9,9],[-9,9]]}', "[0.5,1]", "0.5"],
    ['{"kind":"gaussianMixture","components":[{"weight":1,"mean":[0,0,0,0],"covariance":2}]}', "[0.1,0,0,0]", "0.75"],
  ])("%s: in JSON every number has its error, and the ball is said", (density, at, radius) => {
    const answer = json(["local-mean", "--density", density, "--at", at, "--radius", radius]) as {
      mass: number;
      mean: number[];
      massAsymptotic: number;
      errorEstimate: number;
      errors: { mass: number; mean: number[]; massAsymptotic: number; meanAsymptotic: number[] };
    };
    const point: number[] = JSON.parse(at);
    expect(answer).toMatchObject({ at: point, radius: Number(radius), dim: point.length, warnings: [] });
    const { errors, errorEstimate } = answer;
    expect(errors.mass).toBe(answer.mass * errorEstimate);
    expect(errorEstimate).toBeGreaterThan(0);
    expect(errors.massAsymptotic).toBeGreaterThan(0);
    expect(errors.massAsymptotic).toBeLessThan(1e-11 * answer.massAsymptotic);
    for (const list of [errors.mean, errors.meanAsymptotic]) {
      expect(list).toHaveLength(point.length);
      expect(Math.min(...list)).toBeGreaterThanOrEqual(0);
      expect(Math.max(...list)).toBeLessThan(1e-7);
    }
  });

  test("of a uniform density is mass, center and their asymptotic forms, to 1e-12", () => {
    const density = '{"kind":"energy","expression":"0","domain":[[0,2]]}';
    const moments = json(["local-mean", "--density", density, "--at", "[1]", "--radius", "0.25"]) as {
      mass: number;
      mean: number[];
      massAsymptotic: number;
      meanAsymptotic: number[];
    };
    expect(Object.keys(moments)).toEqual([
      "mass",
      "mean",
      "massAsymptotic",
      "meanAsymptotic",
      "errorEstimate",
      "logMass",
      "errors",
      "at",
      "radius",
      "dim",
      "warnings",
      "formula",
    ]);
    const { mass, mean, massAsymptotic, meanAsymptotic } = moments;
    for (const value of [mass, massAsymptotic]) expect(Math.abs(value - 0.25)).toBeLessThan(1e-12);
    for (const value of [...mean, ...meanAsymptotic]) expect(Math.abs(value - 1)).toBeLessThan(1e-12);
  });

  // Thin correlated components, narrow ones in the ball, flat Gaussians.
  test.each([0, 1, 2, 3, 7, 8, 9, 10, 13, 15, 17])(
    "of a mixture, reference %i: mass and mean to 1e-11, and the error that is stated is true and below 1e-10",
    (k) => {
      const { components, at, radius, logMass, shift } = references[k];
      const density = JSON.stringify({ kind: "gaussianMixture", components });
      const moments = json([
        "local-mean",
        "--density",
        density,
        "--at",
        JSON.stringify(at),
        "--radius",
        `${radius}`,
      ]) as {
        mass: number;
        mean: number[];
        errorEstimate: number;
      };
      const { errorEstimate } = moments;
      expect(errorEstimate).toBeLessThan(1e-10);
      const error = Math.abs(moments.mass / Math.exp(Number(logMass)) - 1);
      expect(error).toBeLessThan(Math.min(1e-11, errorEstimate));
      moments.mean.forEach((value, a) => {
        expect(Math.abs(value - at[a] - radius * Number(shift[a])) / radius).toBeLessThan(errorEstimate);
      });
    },
  );

  test("a mass below every float64 is printed by its logarithm, and is 0 in JSON", () => {
    const density = '{"kind":"gaussianMixture","components":[{"weight":1,"mean":[0],"covariance":[[1]]}]}';
    const args = ["local-mean", "--density", density, "--at", "[60]", "--radius", "0.0001"];
    expect(scorebook(args).stdout).toMatch(/^mass +exp\(-1809\.43613\) +0$/m);
    expect(json(args)).toMatchObject({ mass: 0, logMass: expect.closeTo(-1809.43613, 5) });
  });

  test("a ball of any size has a mass; asymptotic forms that overflow are 'Infinity' in JSON", () => {
    const density = '{"kind":"gaussianMixture","components":[{"weight":1,"mean":[2],"covariance":[[1]]}]}';
    const args = ["local-mean", "--density", density, "--at", "[0]", "--radius", "1e200"];
    expect(json(args)).toMatchObject({ mass: 1, mean: [2], massAsymptotic: "Infinity", meanAsymptotic: ["Infinity"] });
  });

  test.each([
    [["--at", "[3]", "--radius", "0.1"], "--at: point must lie where the density is positive, and [3] does not"],
    [
      ["--at", "[0.1,0]", "--radius", "0.1"],
      "--at: the point must be 1 finite number, because the density has dimension 1, not [0.1,0]",
    ],
    [["--at", "[0]", "--radius", "-1"], '--radius: must be a positive finite number, not "-1"'],
  ])("%j: one sentence, exit status 2, nothing printed", (args, message) => {
    const { status, stdout, stderr } = scorebook(["local-mean", "--density", "paper1d", ...args]);
    expect({ status, stdout, stderr: stderr.trim() }).toEqual({ status: 2, stdout: "", stderr: message });
  });
});
