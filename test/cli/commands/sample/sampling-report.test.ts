import { describe, expect, test } from "vitest";
import { reportSampling } from "../../../../src/cli/commands/sample/sampling-report.ts";
import { createRng, normals } from "../../../../src/numerics/random/random.ts";

describe("the distances of a report", () => {
  // A choice of every so many-th draw would be one of the same few chains again and again.
  test.each([100, 101, 400, 2000])(
    "of 100 chains, half of which stay in each of two modes, with %d draws each, are those of all chains: energy distance below 0.05, a few chains' up to 4",
    (kept) => {
      const chains = 100;
      const noise = normals(createRng(1), kept * chains, 0.5);
      const draws = noise.map((z, i) => z + (i % chains < chains / 2 ? -4 : 4));
      const points = normals(createRng(2), 2000, 0.5).map((z, i) => z + (i % 2 === 0 ? -4 : 4));
      const run = { dim: 1, chains, kept, draws, acceptance: null, iteration: kept, interrupted: false };
      const { distances } = reportSampling(run, "draws.csv", { points, others: null }, 1);
      expect(distances?.draws).toBe(2000);
      expect(Math.abs(distances?.energyDistance ?? Number.NaN)).toBeLessThan(0.05);
    },
  );
});
