import { rounded } from "../shared/rounded.ts";
import type { NetworkNumbers } from "./network-numbers.ts";
import type { NetworkState } from "./network-state.ts";

/** What the pictures show, for those who do not see them. */
export function networkSentence({ hidden, iterations }: NetworkState, numbers: NetworkNumbers): string {
  const { iteration, training, validation, identity, optimal, cosine } = numbers;
  const best = optimal === null ? "" : `, and the best denoiser of all has ${rounded(optimal)}`;
  return (
    `After ${iteration} of ${iterations} iterations a network of ${hidden} hidden units has the loss ${rounded(training)}, ` +
    `and ${rounded(validation)} on points that it has not seen; r(x) = x has ${rounded(identity)}${best}. ` +
    `The mean cosine between its arrows and those of the best denoiser is ${rounded(cosine)}.`
  );
}
