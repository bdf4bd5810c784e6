import { join } from "node:path";
import { expect, test } from "vitest";
import { measure } from "../../src/bench/measure.ts";
import { Peer } from "../../src/bench/peer.ts";
import { samplingBenchmark } from "../../src/bench/sampling.ts";
import { findPeers } from "../../src/cli/commands/bench/run-benchmarks.ts";
import { projectRoot } from "../../src/project.ts";

const peers = await findPeers();

test.skipIf(typeof peers === "string")(
  "the peers walk as we do: energy differences to 1e-13, and of 500 proposals the same share is taken, to 0.16 (5 standard errors of as many independent ones)",
  { timeout: 120_000 },
  async () => {
    const { python } = peers as Exclude<typeof peers, string>;
    const peer = new Peer(python, join(projectRoot(), "jupyter", "bench", "sampling.py"));
    try {
      for await (const comparison of samplingBenchmark.comparisons("tiny", peer)) {
        const { results } = await measure(comparison, 1);
        const shares = results.map(({ note }) => Number.parseFloat(note ?? "") / 100);
        expect(results.some(({ name }) => name.startsWith("NumPy"))).toBe(true);
        for (const [k, { error }] of results.entries()) {
          expect(error).toBeLessThan(1e-13);
          expect(Math.abs(shares[k] - shares[0])).toBeLessThan(0.16);
        }
      }
    } finally {
      peer.end();
    }
  },
);
