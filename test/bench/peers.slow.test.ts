import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { corrupt } from "../../src/autoencoder/corruption.ts";
import { initialParameters } from "../../src/autoencoder/initial-weights.ts";
import { benchmarks } from "../../src/bench/index.ts";
import { measure } from "../../src/bench/measure.ts";
import { Peer } from "../../src/bench/peer.ts";
import { findPeers } from "../../src/cli/run-benchmarks.ts";
import { spiral } from "../../src/density/spiral.ts";
import { createRng } from "../../src/numerics/random.ts";
import { projectRoot } from "../../src/project.ts";

const peers = await findPeers();

describe.skipIf(typeof peers === "string")("the peers", () => {
  const { python } = peers as Exclude<typeof peers, string>;

  test.each(benchmarks)(
    "$id: solve the same problem as we do, every one to 1e-2 and the tuned ones to their target",
    { timeout: 120_000 },
    async ({ id, comparisons }) => {
      const peer = new Peer(python, script(id));
      try {
        for await (const comparison of comparisons("tiny", peer)) {
          const [ours, ...others] = (await measure(comparison, 1)).results;
          expect(ours.error).toBeLessThan(1e-6);
          expect(others.length).toBeGreaterThan(0);
          for (const { error } of others) expect(error).toBeLessThan(1e-2);
          const tuned = others.find(({ name }) => name.includes("solve_bvp"));
          if (tuned) expect(tuned.error).toBeLessThan(1e-9);
        }
      } finally {
        peer.end();
      }
    },
  );

  test("L-BFGS in SciPy and, where it is there, PyTorch: to 0.7 of the identity's validation loss, no evaluation uncounted", async () => {
    const shape = { dim: 2, hidden: 30, tied: false };
    const [clean, validation] = [1, 2].map((seed) => spiral().sample(createRng(seed), 500));
    const [noisy, validationNoisy] = [clean, validation].map((points, k) => corrupt(points, 0.2, createRng(3 + k)));
    const identity = validation.reduce((sum, x, j) => sum + (x - validationNoisy[j]) ** 2, 0) / 500;
    const request = {
      ...shape,
      type: "float64",
      parameters: Array.from(initialParameters(clean, shape, 5, createRng(5))),
      clean: Array.from(clean),
      noisy: Array.from(noisy),
      validation_clean: Array.from(validation),
      validation_noisy: Array.from(validationNoisy),
      target: 0.7 * identity,
      iterations: 200,
      history: 100,
      every: 10,
    };
    const peer = new Peer(python, script("denoising-loss"));
    try {
      const hasTorch = (await peer.run({ task: "has_torch" })).values[0] === 1;
      for (const task of hasTorch ? ["scipy_lbfgs", "torch_lbfgs"] : ["scipy_lbfgs"]) {
        const [seconds, evaluations, iterations, loss] = (await peer.run({ ...request, task })).values;
        expect(seconds).toBeGreaterThan(0);
        expect(iterations).toBeLessThan(200);
        expect(evaluations).toBeGreaterThanOrEqual(iterations);
        expect(loss).toBeLessThanOrEqual(0.7 * identity);
      }
    } finally {
      peer.end();
    }
  });

  test("a task that fails is an error with the script's own words", async () => {
    const peer = new Peer(python, script("dae-points"));
    await expect(peer.run({ task: "nonsense" })).rejects.toThrow(/KeyError: 'nonsense'/);
  });
});

test("a Python that can't be started is an error that says so", async () => {
  const peer = new Peer("/no/such/python", "script.py");
  await expect(peer.run({})).rejects.toThrow(/ENOENT/);
});

function script(id: string): string {
  return join(projectRoot(), "jupyter", "bench", `${id.replaceAll("-", "_")}.py`);
}
