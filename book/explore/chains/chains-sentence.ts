import { rounded } from "../shared/rounded.ts";
import type { ChainsNumbers } from "./chains-numbers.ts";
import type { ChainsState } from "./chains-state.ts";

/** What the pictures show, for those who do not see them. */
export function chainsSentence({ chains, steps }: ChainsState, numbers: ChainsNumbers): string {
  const { step, exactSize, firstOrder, path, flow } = numbers;
  const accepted = ({ acceptance }: { acceptance: number }): string => `${Math.round(100 * acceptance)} %`;
  const sizes =
    `The size of the cloud should be ${rounded(exactSize)}. It is ${rounded(firstOrder.size)} for ${chains} chains with ` +
    `first-order energy differences, ${rounded(path.size)} for as many with the path integral, and ${rounded(flow.size)} for the flow.`;
  if (step === 0) return sizes;
  return `After ${step} of ${steps} steps. ${sizes} The chains took ${accepted(firstOrder)} and ${accepted(path)} of their proposals.`;
}
