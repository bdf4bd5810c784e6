import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { spiral } from "../../../src/density/examples/spiral.ts";
import { FinitePoints } from "../../../src/density/finite-points.ts";
import { createRng } from "../../../src/numerics/random/random.ts";
import { compared, comparedAt, medianRatio, pointsCases } from "../../support/rounding-fixture.ts";

describe("finite points: bounds on rounding, against 120 digits from inputs of 20 digits (points-rounding.py)", () => {
  test.each<[string, number, number]>([
    ["points", 50, 3000],
    ["points and noise", 50, 1000],
    ["points with an offset", 80, 1000],
    ["between points", 300, 40_000],
    ["far from points", 20, 150],
  ])(
    "%s: every error is within its bound; the median of bound over error is below %i (score), %i (Hessian)",
    (kind, score, hessian) => {
      for (const [what, largest] of [
        ["logPdf", score],
        ["score", score],
        ["hessian", hessian],
      ] as const) {
        const entries = comparedAt(pointsCases(kind), what);
        for (const { error, bound } of entries) expect(error).toBeLessThanOrEqual(bound);
        expect(medianRatio(entries)).toBeLessThan(largest);
      }
    },
  );

  test("with widths and distances of about 1, bounds are below 300 units of rounding of the largest entry, in the median", () => {
    for (const what of ["logPdf", "score", "hessian"] as const) {
      const relative = pointsCases("points").map((one) => {
        const entries = comparedAt([one], what);
        const largest = Math.max(...entries.map(({ value }) => Math.abs(value)));
        return Math.max(...entries.map(({ bound }) => bound)) / largest / Number.EPSILON;
      });
      expect(relative.sort((a, b) => a - b)[relative.length >> 1]).toBeLessThan(300);
    }
  });

  test("where rounding decides between two points, the bound on r is their distance", () => {
    const sigma = 1e-9;
    const pair = new FinitePoints(Float64Array.of(0.1, 0.3), 1).smoothed(sigma);
    const [bound] = pair.errorsAt(Float64Array.of(0.2)).score;
    expect(bound * sigma ** 2).toBeGreaterThan(0.1);
    expect(bound * sigma ** 2).toBeLessThan(0.21);
  });

  test("of one point far from its only neighbours nothing is left to decide: r is the point, to rounding", () => {
    const sigma = 1e-6;
    const pair = new FinitePoints(Float64Array.of(0.1, 0.3), 1).smoothed(sigma);
    const [bound] = pair.errorsAt(Float64Array.of(0.1 + sigma)).score;
    expect(bound * sigma ** 2).toBeLessThan(1e-16);
  });

  test("the bound grows with the number of points that are added", () => {
    const rng = createRng(4);
    const error = (n: number): number => {
      const points = new FinitePoints(
        Float64Array.from({ length: n }, () => rng.normal()),
        1,
      );
      return points.smoothed(0.3).errorsAt(Float64Array.of(0.4)).score[0];
    };
    expect(error(40_000)).toBeGreaterThan(1.5 * error(20));
  });
});

interface SpiralReference {
  readonly sigma: number;
  readonly x: readonly number[];
  readonly logPdf: number;
  readonly score: readonly number[];
  readonly hessian: readonly number[];
}

test("the spiral: errors against 40 digits (smoothed-spiral.py) are within the bounds, 1e-10 of sigma and rounding", () => {
  const references: readonly SpiralReference[] = JSON.parse(
    readFileSync(new URL("../../fixtures/smoothed-spiral.json", import.meta.url), "utf8"),
  );
  for (const { sigma, x, logPdf, score, hessian } of references) {
    const smoothed = spiral().smoothed(sigma);
    const at = Float64Array.from(x);
    const parts = (values: readonly number[]): number[] => values.flatMap((value) => [value, 0]);
    for (const { error, bound } of [
      ...compared(smoothed.logPdf(at), smoothed.errorsAt(at).logPdf, parts([logPdf])),
      ...compared(smoothed.score(at), smoothed.errorsAt(at).score, parts(score)),
      ...compared(smoothed.hessian(at), smoothed.errorsAt(at).hessian, parts(hessian)),
    ]) {
      expect(error).toBeLessThanOrEqual(bound);
    }
    for (const bound of smoothed.errorsAt(at).score) expect(bound * sigma).toBeLessThan(2e-10);
  }
});
