import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { falseAttractorStudyFigure } from "../../../src/figures/charts/false-attractor-study.ts";
import { csvRecords } from "../../../src/files/csv-records.ts";
import { projectRoot } from "../../../src/project.ts";

const row = (sigma: number, iterations: number, seed: number, falseFraction: number) => ({
  ...{ sigma, iterations, seed, falseFraction },
});

test("a dot for each network, and a line through the means over seeds with their intervals for each length of training", () => {
  const { data } = falseAttractorStudyFigure([
    row(0.1, 300, 1, 0.2),
    row(0.1, 300, 2, 0.4),
    row(0.01, 300, 1, 0.5),
    row(0.1, 100, 1, 0),
  ]);
  expect(data.map(({ name, mode }) => [name, mode])).toEqual([
    ["100 iterations", "markers"],
    ["100 iterations", "lines"],
    ["300 iterations", "markers"],
    ["300 iterations", "lines"],
  ]);
  expect(data[2].y).toEqual([0.2, 0.4, 0.5]);
  expect((data[3].y as number[])[1]).toBeCloseTo(0.3, 12);
  // Of two seeds, the interval reaches from one to the other; of one, it has no width.
  const { array, arrayminus } = data[3].error_y as { array: number[]; arrayminus: number[] };
  expect([array[0], arrayminus[0]]).toEqual([0, 0]);
  expect(array[1]).toBeCloseTo(0.1, 12);
  expect(arrayminus[1]).toBeCloseTo(0.1, 12);
});

test("the lengths of training stand side by side around their sigma, each line at the place of its dots, and no group reaches the next", () => {
  const sigmas = [0.02, 0.03];
  const lengths = [100, 300, 1000];
  const rows = lengths.flatMap((iterations) => sigmas.map((sigma) => row(sigma, iterations, 1, 0.1)));
  const { data } = falseAttractorStudyFigure(rows);
  const places = lengths.map((_, k) => data[2 * k].x as number[]);
  lengths.forEach((_, k) => {
    expect(data[2 * k + 1].x).toEqual(places[k]);
    for (const trace of [data[2 * k], data[2 * k + 1]]) expect(trace.customdata).toEqual(sigmas);
  });
  const [first, middle, last] = places;
  expect(middle).toEqual(sigmas);
  sigmas.forEach((sigma, s) => {
    expect(first[s]).toBeLessThan(sigma);
    expect(last[s]).toBeGreaterThan(sigma);
    // The axis is logarithmic: on paper, both are as far from the sigma.
    expect(first[s] * last[s]).toBeCloseTo(sigma ** 2, 15);
  });
  const [between, within] = [first[1] / last[0], last[0] / sigmas[0]];
  expect(between).toBeGreaterThan(within);
});

test("the committed table has a row for each combination of its plan, and is drawn", () => {
  const rows = csvRecords(join(projectRoot(), "studies", "false-attractors.csv")).map((record) =>
    row(Number(record.sigma), Number(record.iterations), Number(record.seed), Number(record["modes.falseFraction"])),
  );
  const plan = readFileSync(join(projectRoot(), "studies", "false-attractors.yaml"), "utf8");
  const count = [...plan.matchAll(/: \[(.*)\]/g)].reduce((product, [, list]) => product * list.split(",").length, 1);
  expect(rows).toHaveLength(count);
  for (const { falseFraction } of rows) expect(falseFraction).toBeGreaterThanOrEqual(0);
  expect(falseAttractorStudyFigure(rows).data).toHaveLength(6);
});
