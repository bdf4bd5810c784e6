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

test("what chapter 8 and the studies say of it: in the band around the cut-off few networks that learnt at least half have a fixed point, and many of the others", () => {
  const networks = falseAttractorStudy();
  const counts = [true, false].map((half) => {
    const own = rows.filter(({ learnt }) => learnt >= 0.5 === half);
    const inBand = own.filter(({ distance }) => distance > 3.1 && distance < 4.7);
    const withOne = new Set(inBand.map(({ seed, iterations, sigma }) => `${seed} ${iterations} ${sigma}`)).size;
    const beyond = (cutoff: number): number => own.filter(({ distance }) => distance > cutoff).length;
    return [withOne, networks.filter(({ learnt }) => learnt >= 0.5 === half).length, beyond(3.1), beyond(4.7)];
  });
  expect(counts).toEqual([
    [8, 276, 135, 127],
    [24, 60, 142, 101],
  ]);
  const finished = rows.filter(({ learnt }) => learnt >= 0.5);
  expect([finished.length, finished.filter(({ distance }) => distance > 2 && distance < 4.7).length]).toEqual([
    192, 15,
  ]);
  const early = finished.filter(({ seed, distance }) => seed <= 6 && distance > 3.1 && distance < 4.7);
  expect(early).toEqual([]);
  expect(noiseRadius(2)).toBeGreaterThan(3.1);
  expect(noiseRadius(2)).toBeLessThan(4.7);
});
