import { expect, test } from "vitest";
import { attractorDistancesFigure } from "../../../src/figures/charts/attractor-distances.ts";
import { attractorDistanceStudy, falseAttractorStudy } from "../../../src/notebook/studies.ts";
import { noiseRadius } from "../../../src/reconstruction/field/noise-radius.ts";

test("a dot for each fixed point, filled where at least half was learnt, and a line at the cut-off", () => {
  const row = (iterations: number, distance: number, learnt: number) => ({ sigma: 0.01, iterations, distance, learnt });
  const { data } = attractorDistancesFigure([row(300, 2, 0.2), row(300, 5, 0.8), row(100, 7, 0.5)], 3.7);
  expect(data.map(({ name }) => name)).toEqual(["100 iterations", "300 iterations", "cut-off"]);
  expect(data[1]).toMatchObject({ y: [5, 2] });
  const [filled, open] = (data[1].marker as { color: string[] }).color;
  expect(filled).not.toBe(open);
  expect(open).toBe("rgba(0,0,0,0)");
  expect(data[2]).toMatchObject({ y: [3.7, 3.7] });
});

const rows = attractorDistanceStudy();

test("each row of the committed table belongs to a network of the study, and says what it has learnt, to 1e-5", () => {
  const networks = falseAttractorStudy();
  for (const { seed, iterations, sigma, learnt } of rows) {
    const own = networks.find((one) => one.seed === seed && one.iterations === iterations && one.sigma === sigma);
    expect(Math.abs((own?.learnt ?? Number.NaN) - learnt)).toBeLessThan(1e-5);
  }
});

test("what chapter 8 says of it: no fixed point between 3.1 and 4.7 sigma where at least half was learnt, and the cut-off between them", () => {
  const inside = rows.filter(({ distance }) => distance > 3.1 && distance < 4.7);
  expect(inside.filter(({ learnt }) => learnt >= 0.5)).toEqual([]);
  expect(inside.length).toBeGreaterThan(10);
  expect(noiseRadius(2)).toBeGreaterThan(3.1);
  expect(noiseRadius(2)).toBeLessThan(4.7);
});
