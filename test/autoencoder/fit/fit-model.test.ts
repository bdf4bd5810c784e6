import { describe, expect, it } from "vitest";
import { fitModel } from "../../../src/autoencoder/fit/fit-model.ts";
import { modelFromText, modelToText } from "../../../src/autoencoder/model/model-file.ts";
import { isClosedForm } from "../../../src/autoencoder/model/trained-model.ts";
import { GaussianMixture } from "../../../src/density/gaussian/gaussian-mixture.ts";
import { createRng, normals } from "../../../src/numerics/random/random.ts";

const twoClouds = new GaussianMixture([
  { weight: 0.5, mean: [-3, 0], covariance: 0.3 },
  { weight: 0.5, mean: [3, 0], covariance: 0.3 },
]);
const estimators = ["gaussian", "mixture", "points"] as const;

describe("fitModel", () => {
  it("keeps a mixture for two clouds, near the best loss there is, and its model is that of the table", async () => {
    const rows = twoClouds.sample(createRng(1), 1500);
    const plan = { rows, dim: 2, source: "clouds", distribution: twoClouds, sigma: 0.5, estimators };
    const { comparison, model, standardised } = await fitModel({ ...plan, standardise: false });
    expect([comparison.chosen, standardised]).toEqual(["mixture", false]);
    const [mixture] = comparison.results.filter(({ name }) => name === "mixture");
    expect(mixture.loss - (comparison.optimal ?? 0)).toBeLessThan(0.02 * comparison.identity);
    expect(mixture.scoreError).toBeLessThan(0.2);
    const read = modelFromText(modelToText(model));
    const score = (r: typeof model, x: Float64Array) => r.reconstruction().evaluate(x);
    const places = normals(createRng(2), 20, 3);
    expect(score(read, places)).toEqual(score(model, places));
    expect(read.provenance.data.columns).toEqual(["x1", "x2"]);
  });

  it("the model is fitted to all rows, also where a third of them was held out for the comparison", async () => {
    const rows = twoClouds.sample(createRng(6), 1200);
    const plan = { rows, dim: 2, source: "clouds", sigma: 0.5, standardise: false, estimators: ["points"] } as const;
    const { comparison, model } = await fitModel(plan);
    expect(comparison.results.find(({ name }) => name === "points")?.note).toBe("800 points");
    const { training, validation } = model.provenance.data;
    expect(training + validation).toBe(1200);
    expect(isClosedForm(model) && model.density.kind === "points" && model.density.points.length).toBe(2400);
    // The same table, with the model that was measured.
    const { model: measured, comparison: same } = await fitModel({ ...plan, refit: false });
    expect(same.results.map(({ loss }) => loss)).toEqual(comparison.results.map(({ loss }) => loss));
    expect(isClosedForm(measured) && measured.density.kind === "points" && measured.density.points.length).toBe(1600);
    expect(measured.provenance.data).toMatchObject({ training: 680, validation: 120 });
  });

  it("says that no estimator is better than one Gaussian where the data are one, and the same seed gives the same table", async () => {
    const plan = { rows: normals(createRng(3), 200), dim: 2, source: "normal", sigma: 0.7, estimators };
    const [one, again] = [await fitModel(plan), await fitModel(plan)];
    expect(one.comparison.chosen).toBe("gaussian");
    expect(one.warnings.join()).toMatch(/no estimator is better than one Gaussian/);
    const losses = ({ comparison }: typeof one) =>
      comparison.results.map(({ loss, standardError }) => [loss, standardError]);
    expect(losses(again)).toEqual(losses(one));
    expect(modelToText(again.model)).toBe(modelToText(one.model));
  });

  it("one Gaussian knows columns that are nearly the same: within 5 % of the best loss, and it is kept", async () => {
    // Of variance 6 along (1, ..., 1) and 1e-6 across: what shrinkage would add across is far more than that.
    const rng = createRng(8);
    const rows = Float64Array.from(Array.from({ length: 600 }, () => rng.normal()).flatMap((z) => Array.from({ length: 6 }, () => z + 1e-3 * rng.normal()))); // biome-ignore format: one row
    const sigma = 0.05;
    const { comparison } = await fitModel({
      rows,
      dim: 6,
      source: "alike",
      sigma,
      estimators: ["gaussian", "mixture"],
    });
    const variances = [6 + 1e-6, 1e-6, 1e-6, 1e-6, 1e-6, 1e-6];
    const best = variances.reduce((sum, one) => sum + one / (one + sigma ** 2), 0) / 6;
    const found = comparison.results.find(({ name }) => name === "gaussian")?.relativeToIdentity ?? Infinity;
    expect(Math.abs(found / best - 1)).toBeLessThan(0.05);
    expect(comparison.chosen).toBe("gaussian");
  });

  it("standardises columns of different scales, and names constant and discrete columns and equal rows", async () => {
    const noise = normals(createRng(4), 120);
    const row = (i: number): number[] => [1000 * noise[i], noise[i + 60], 5, i % 3];
    const points = Float64Array.from(Array.from({ length: 60 }, (_, i) => row(i === 3 ? 0 : i)).flat());
    const { standardised, warnings, model } = await fitModel({
      ...{ rows: points, dim: 4, columns: ["a", "b", "c", "d"], source: "points.csv", sigma: 0.5 },
      estimators: ["gaussian"],
    });
    expect(standardised).toBe(true);
    expect(warnings[0]).toMatch(/^column c is constant: /);
    expect(warnings[1]).toMatch(/^column d takes few different values/);
    expect(warnings[2]).toMatch(/^1 row is equal to an earlier one/);
    // The best denoiser returns the constant.
    const r = model.reconstruction().evaluate(Float64Array.of(0, 0, 6, 1));
    expect(r[2]).toBeCloseTo(5, 8);
  });

  it("says where a few values far out are a column's standard deviation, and not of heavy tails", async () => {
    const own = normals(createRng(7), 600);
    const far = own.map((x, j) => (j % 200 === 0 ? 1e6 : x));
    const plan = { dim: 2, columns: ["a", "b"], source: "far.csv", sigma: 0.5, estimators: ["gaussian"] } as const;
    expect((await fitModel({ ...plan, rows: far })).warnings.join()).toMatch(
      /column a has a few values so far out that .*--no-standardise/,
    );
    // Log-normal with a standard deviation of 1.5 in the logarithm: about 5 times that of its middle half.
    const tails = own.map((x) => Math.exp(1.5 * x));
    expect((await fitModel({ ...plan, rows: tails })).warnings.join()).not.toMatch(/far out/);
  });

  it("names a column that has one value but in a few rows, and not one that has another value in 2 % of them", async () => {
    const own = normals(createRng(9), 600);
    const rows = Float64Array.from({ length: 600 }, (_, j) =>
      j % 3 === 0 ? own[j] : Number(j % 3 === 1 ? j < 6 : j < 12),
    );
    const plan = {
      rows,
      dim: 3,
      columns: ["a", "b", "c"],
      source: "rare.csv",
      sigma: 0.5,
      estimators: ["gaussian"],
    } as const;
    const said = (await fitModel(plan)).warnings.filter((one) => /the same value in 99 of 100 rows/.test(one));
    expect(said).toEqual([expect.stringMatching(/^column b has one and the same value/)]);
  });

  it("takes the sigma that a purpose needs from a grid, and one model of a range of sigmas", async () => {
    const rows = twoClouds.sample(createRng(5), 120);
    const plan = { rows, dim: 2, source: "clouds", estimators: ["gaussian", "mixture"] } as const;
    const found = await fitModel({ ...plan, purpose: "modes" });
    expect(found.grid).toHaveLength(7);
    expect(found.sigmaReason).toMatch(/differ most from one Gaussian/);
    const range = await fitModel({ ...plan, sigma: [0.1, 2] });
    expect([range.sigma, range.comparison.identity]).toEqual([[0.1, 2], 1]);
    expect(range.model.reconstruction(0.3).dim).toBe(2);
    expect(() => range.model.reconstruction()).toThrow("sigma must be given");
  });

  it("keeps the identity out of files: one Gaussian is in its place", async () => {
    // Of two rows the one that is learnt from says nothing of the other.
    const { comparison, model } = await fitModel({ rows: Float64Array.of(0, 1), dim: 1, source: "two", sigma: 0.1 });
    expect(comparison.chosen).toBe("identity");
    expect(JSON.parse(modelToText(model)).kind).toBe("gaussian");
  });

  it.each([
    [{ rows: Float64Array.of(1, 1, 1) }, "rows must hold two different rows or more"],
    [{ rows: Float64Array.of(1, Number.NaN, 2) }, "rows[1] must be a finite number, not NaN"],
    [{ sigma: -1 }, "sigma must be a positive number, not -1"],
    [{ sigma: 1e9 }, "sigma must be from"],
    [{ columns: ["a", "b"] }, "columns must hold 1 names, not 2"],
    [{ seed: 0 }, "seed must be a whole number from 1 to 4294967295, not 0"],
  ])("refuses what can't be used: %j", async (change, message) => {
    const plan = { rows: Float64Array.of(1, 2, 4), dim: 1, source: "three", sigma: 0.1, ...change };
    await expect(fitModel(plan)).rejects.toThrow(message);
  });
});
