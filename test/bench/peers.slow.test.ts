import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { benchmarks } from "../../src/bench/index.ts";
import { measure } from "../../src/bench/measure.ts";
import { Peer } from "../../src/bench/peer.ts";
import { findPeers } from "../../src/cli/commands/bench/run-benchmarks.ts";
import { projectRoot } from "../../src/project.ts";

const peers = await findPeers();

describe.skipIf(typeof peers === "string")("the peers", () => {
  const { python } = peers as Exclude<typeof peers, string>;

  test.each(benchmarks.filter(({ alone }) => !alone))(
    "$id: solve the same problem as we do, every one to 1e-2 and the tuned ones to their target",
    { timeout: 120_000 },
    async ({ id, comparisons }) => {
      const peer = new Peer(python, script(id));
      try {
        for await (const comparison of comparisons("tiny", peer)) {
          const [ours, ...others] = (await measure(comparison, 1)).results;
          // Where ours has a tolerance, the peers have the same target.
          expect(ours.error).toBeLessThan(ours.name.includes("tolerance") ? 1e-2 : 1e-6);
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
