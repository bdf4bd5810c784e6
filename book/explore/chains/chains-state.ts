import { POINT_SIGMAS, pointsField } from "../points/points-state.ts";
import type { Fields } from "../shared/address.ts";
import { numberField, type Place, wholeField } from "../shared/fields.ts";

/** What the page on chains shows. */
export interface ChainsState {
  /** The chains sample these points, blurred by noise. */
  readonly points: readonly Place[];
  /** The standard deviation of the noise. */
  readonly sigma: number;
  /** sigma_MH, the standard deviation of a step that is proposed. */
  readonly proposal: number;
  readonly chains: number;
  /** Steps of every chain. */
  readonly steps: number;
  readonly seed: number;
}

export const PROPOSALS: readonly [number, number] = [0.05, 2];

export const chainsFields: Fields<ChainsState> = {
  points: pointsField,
  sigma: numberField(0.3, POINT_SIGMAS),
  proposal: numberField(0.5, PROPOSALS),
  chains: wholeField(300, [10, 500]),
  steps: wholeField(300, [10, 2000]),
  seed: wholeField(1, [1, 99_999]),
};
