import { pointsField, SIDE } from "../points/points-state.ts";
import type { Fields } from "../shared/address.ts";
import { choiceField, numberField, type Place, wholeField } from "../shared/fields.ts";

/** What the page on a network shows. */
export interface NetworkState {
  /** Draws of the paper's spiral, or points that one places. */
  readonly data: "spiral" | "points";
  readonly points: readonly Place[];
  /** Draws of the spiral to train on. */
  readonly samples: number;
  /** The standard deviation of the noise. */
  readonly sigma: number;
  /** Units of the hidden layer. */
  readonly hidden: number;
  /** The standard deviation of the first layer's weights to begin with. */
  readonly scale: number;
  readonly iterations: number;
  readonly seed: number;
}

export const NETWORK_SIGMAS: readonly [number, number] = [0.01, 0.5];
export const SCALES: readonly [number, number] = [0.2, 50];

export const networkFields: Fields<NetworkState> = {
  data: choiceField("spiral", ["spiral", "points"]),
  points: pointsField,
  samples: wholeField(2000, [20, 5000]),
  sigma: numberField(0.03, NETWORK_SIGMAS),
  hidden: wholeField(100, [2, 300]),
  scale: numberField(15, SCALES),
  iterations: wholeField(200, [10, 2000]),
  seed: wholeField(1, [1, 99_999]),
};

/** What goes well with each kind of data: the noise, and the size of the first weights, in the units of the data. */
export const SETTINGS: Readonly<Record<NetworkState["data"], Pick<NetworkState, "sigma" | "scale">>> = {
  spiral: { sigma: 0.03, scale: 15 },
  points: { sigma: 0.3, scale: 3 },
};

/** The picture shows the square from -side to side. */
export function sideOf({ data }: Pick<NetworkState, "data">): number {
  return data === "spiral" ? 0.8 : SIDE;
}
