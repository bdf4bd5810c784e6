import { describe, expect, test } from "vitest";
import { checkScore } from "../../src/check/check-score.ts";
import { mistrainedModels } from "../../src/check/mistrained-models.ts";
import { threeBumps } from "../../src/density/examples/three-bumps.ts";
import { twoClouds } from "../../src/density/examples/two-clouds.ts";
import { createRng } from "../../src/numerics/random/random.ts";
import { ringWithBlob } from "../support/ring-with-blob.ts";

/** One run of the check may take so much processor time, in seconds. */
const MOST_SECONDS = 20;

describe.each([
  { name: "a ring in the plane", density: ringWithBlob, sigma: 0.3 },
  { name: "two clouds in the plane", density: twoClouds(), sigma: 0.5 },
  { name: "three bumps on the line", density: threeBumps(), sigma: 0.5 },
])("small energy models of $name, sigma = $sigma", ({ density, sigma }) => {
  const [right, ...wrong] = mistrainedModels(density, sigma);

  test("the one that was trained rightly is a score", async () => {
    const report = await checkScore(right.model, { density });
    expect(report).toMatchObject({ verdict: "holds", faults: [] });
  });

  test.each(wrong)(
    `one run, in less than ${MOST_SECONDS} s of processor time, finds that $mistake: $fault`,
    async ({ fault, model }) => {
      const before = process.cpuUsage();
      const report = await checkScore(model, { density });
      const { user, system } = process.cpuUsage(before);
      expect(report.faults.map(({ name }) => name)).toEqual([fault]);
      expect((user + system) / 1e6).toBeLessThan(MOST_SECONDS);
    },
  );
});

describe("from 1500 held-out rows of the ring alone, sigma = 0.3, it is found", () => {
  const rows = ringWithBlob.sample(createRng(31), 1500);
  const [, ...wrong] = mistrainedModels(ringWithBlob, 0.3);
  test.each(wrong)("that $mistake: $fault", async ({ fault, model }) => {
    const report = await checkScore(model, { rows });
    expect(report.faults.map(({ name }) => name)).toEqual([fault]);
  });
});
