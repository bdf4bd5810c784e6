import { PAPER_1D_ENERGY } from "scorebook";
import type { Fields } from "../shared/address.ts";
import { numberField, textField } from "../shared/fields.ts";

/** What the page on densities shows. */
export interface DensityState {
  /** The energy E(x) as a formula; p is exp(-E) over its integral. */
  readonly energy: string;
  /** The interval on which p lives. */
  readonly from: number;
  readonly to: number;
  /** The standard deviation of the noise. */
  readonly sigma: number;
  /** The place whose numbers are read out. */
  readonly at: number;
}

/** The smallest and the largest noise of the slider. */
export const SIGMAS: readonly [number, number] = [0.03, 2];
/** The longest formula that an address may hold. */
const LONGEST_FORMULA = 2000;
/** The ends of the interval lie no farther from 0 than this. */
const FARTHEST = 10;

/** It begins with the density and a noise of the paper's Figure 4. */
export const densityFields: Fields<DensityState> = {
  energy: textField(PAPER_1D_ENERGY, LONGEST_FORMULA),
  from: numberField(-1.5, [-FARTHEST, FARTHEST]),
  to: numberField(1.5, [-FARTHEST, FARTHEST]),
  sigma: numberField(0.31, SIGMAS),
  at: numberField(0.5, [-FARTHEST, FARTHEST]),
};
