import { parentPort } from "node:worker_threads";
import { readModelsFromDisk } from "../autoencoder/plans/models-on-disk.ts";
import { claims } from "../claims/index.ts";
import type { MeasuredClaim } from "./commands/verify/measure-claims.ts";

readModelsFromDisk();

// Measures the claims whose ids are sent to this thread, one at a time, so that the main thread stays free for the progress bar
// and for Ctrl-C. The build makes a file of its own of this module.
parentPort?.on("message", (id: string) => {
  const claim = claims.find((known) => known.id === id);
  if (!claim) throw new Error(`no claim ${id}`);
  const start = performance.now();
  const report = claim.verify();
  const measured: MeasuredClaim = { report, seconds: (performance.now() - start) / 1000 };
  parentPort?.postMessage(measured);
});
