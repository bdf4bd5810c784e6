import { FinitePoints } from "scorebook";
import type { Field, Fields } from "../shared/address.ts";
import { numberField, type Place, placesField } from "../shared/fields.ts";

/** What the page on points shows. */
export interface PointsState {
  readonly points: readonly Place[];
  /** The standard deviation of the noise. */
  readonly sigma: number;
}

/** The picture shows the square from -SIDE to SIDE. */
export const SIDE = 2;
export const POINT_SIGMAS: readonly [number, number] = [0.05, 2];
/** As many points as the pictures are quick with. */
export const MOST_POINTS = 60;

const THREE_CLUSTERS: readonly Place[] = [
  ...([
    [-1.3, 0.9],
    [-0.95, 1.15],
    [-1.05, 0.65],
    [-0.7, 0.85],
  ] as const),
  ...([
    [0.9, 0.75],
    [1.25, 1],
    [1.15, 0.4],
    [0.75, 1.1],
  ] as const),
  ...([
    [-0.2, -1.05],
    [0.15, -1.3],
    [0.3, -0.85],
  ] as const),
  [1.3, -1.2],
];

/** Points that one places in the square. */
export const pointsField: Field<readonly Place[]> = placesField(THREE_CLUSTERS, {
  ...{ side: SIDE, fewest: 1, most: MOST_POINTS },
});

export const pointsFields: Fields<PointsState> = { points: pointsField, sigma: numberField(0.3, POINT_SIGMAS) };

/** The distribution that takes each of the points with the same probability. */
export function distributionOf(points: readonly Place[]): FinitePoints {
  return new FinitePoints(Float64Array.from(points.flat()), 2);
}

/** The JSON by which commands know that distribution. */
export function pointsJson(points: readonly Place[]): string {
  return JSON.stringify({ kind: "points", points });
}
