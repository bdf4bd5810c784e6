import { answerJobs } from "../shared/in-worker.ts";
import { type Session, startSession } from "./network-numbers.ts";
import type { NetworkState } from "./network-state.ts";

/** Begin with a state, or go on for so many iterations. */
export type NetworkJob =
  | { readonly kind: "start"; readonly state: NetworkState }
  | { readonly kind: "advance"; readonly iterations: number };

let session: Session | undefined;

answerJobs<NetworkJob, never>(async (job) => {
  if (job.kind === "start") {
    await session?.close();
    session = await startSession(job.state);
    return session.advance(0);
  }
  if (!session) throw new Error("no training has begun");
  return session.advance(job.iterations);
});
