import { once } from "node:events";
import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import type { ClaimReport } from "../../../claims/claim-report.ts";
import { sharingOptima } from "../../../claims/index.ts";
import { startProgress } from "../../output/progress.ts";

export interface MeasuredClaim {
  readonly report: ClaimReport;
  /** The time that the claim took on its thread, in seconds. */
  readonly seconds: number;
}

/**
 * Measures claims on as many threads as there are processors, one claim at a time on each, with progress on standard error.
 * @returns the measured claims in the order of `ids`
 */
export async function measureClaims(ids: readonly string[]): Promise<MeasuredClaim[]> {
  const results = new Map<string, MeasuredClaim>();
  const sharing = ids.filter((id) => sharingOptima.includes(id));
  // The longest piece of work begins first, so that it does not run alone at the end.
  const waiting = [sharing, ...ids.filter((id) => !sharing.includes(id)).map((id) => [id])].filter(
    (group) => group.length > 0,
  );
  const progress = startProgress("verify", ids.length);
  const workers = Array.from({ length: Math.min(availableParallelism(), ids.length) }, () => {
    // This address is right from dist/chunks, where the build puts this module, and from dist/cli.
    return new Worker(new URL("../cli/claim-worker.js", import.meta.url));
  });
  try {
    await Promise.all(
      workers.map(async (worker) => {
        for (let group = waiting.shift(); group !== undefined; group = waiting.shift()) {
          for (const id of group) {
            progress.begin(id);
            worker.postMessage(id);
            // The promise rejects if the worker fails.
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
