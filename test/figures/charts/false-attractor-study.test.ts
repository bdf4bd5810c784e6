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
  expect(data[2]).toMatchObject({ x: [0.1, 0.1, 0.01], y: [0.2, 0.4, 0.5] });
  expect(data[3].x).toEqual([0.01, 0.1]);
  expect((data[3].y as number[])[1]).toBeCloseTo(0.3, 12);
  // Of two seeds, the interval reaches from one to the other; of one, it has no width.
  const { array, arrayminus } = data[3].error_y as { array: number[]; arrayminus: number[] };
  expect([array[0], arrayminus[0]]).toEqual([0, 0]);
  expect(array[1]).toBeCloseTo(0.1, 12);
  expect(arrayminus[1]).toBeCloseTo(0.1, 12);
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
