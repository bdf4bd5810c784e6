import { answerJobs } from "../shared/in-worker.ts";
import { measureClaim } from "./claim-numbers.ts";
import type { ClaimState } from "./claim-state.ts";

answerJobs<ClaimState, number>((state, say) => {
  let solved = 0;
  return measureClaim(state, () => {
    solved += 1;
    say(solved);
  });
});
