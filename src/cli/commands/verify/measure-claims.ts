import { once } from "node:events";
import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import type { ClaimReport } from "../../../claims/claim-report.ts";
import { sharingOptima } from "../../../claims/index.ts";
import { startProgress } from "../../output/progress.ts";

export interface MeasuredClaim {
  readonly report: ClaimReport;
  /** Time the claim took on its thread. */
  readonly seconds: number;
}

/**
 * Measures claims, each on one of as many threads as there are processors, with progress on standard error.
 * @returns in the order of `ids`, whichever is done first
 */
export async function measureClaims(ids: readonly string[]): Promise<MeasuredClaim[]> {
  const results = new Map<string, MeasuredClaim>();
  const sharing = ids.filter((id) => sharingOptima.includes(id));
  // The longest piece of work first, so that it doesn't end alone.
  const waiting = [sharing, ...ids.filter((id) => !sharing.includes(id)).map((id) => [id])].filter(
    (group) => group.length > 0,
  );
  const progress = startProgress("verify", ids.length);
  const workers = Array.from({ length: Math.min(availableParallelism(), ids.length) }, () => {
    // From dist/chunks, where the build puts this module, and from dist/cli alike.
    return new Worker(new URL("../cli/claim-worker.js", import.meta.url));
  });
  try {
    await Promise.all(
      workers.map(async (worker) => {
        for (let group = waiting.shift(); group !== undefined; group = waiting.shift()) {
          for (const id of group) {
            progress.begin(id);
            worker.postMessage(id);
            // Rejects where the worker fails.
            const [measured] = (await once(worker, "message")) as [MeasuredClaim];
            results.set(id, measured);
            progress.finish(id, measured.report.verdict);
          }
        }
      }),
    );
  } finally {
    progress.stop();
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
  return ids.map((id) => results.get(id) as MeasuredClaim);
}
