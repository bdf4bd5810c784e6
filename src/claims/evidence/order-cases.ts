import type { Density } from "../../density/density.ts";
import { draws, rootMeanSquare } from "./draws.ts";
import { mixtureCases } from "./mixtures.ts";
import { testCases } from "./region-1d.ts";

/** A density on which orders are fitted. */
export interface OrderCase {
  readonly name: string;
  readonly density: Density;
  /** The points at which errors are measured, shape (n, d). */
  readonly points: Float64Array;
  /** The σ over which orders are fitted. They are so small that the next power changes the order by less than 0.05. */
  readonly sigmas: readonly number[];
  /** The root mean square of errors at the points, weighted by p. There may be any number of errors for each point. */
  size(errors: Float64Array): number;
}

/** The σ for the two densities on the line. */
export const ORDER_SIGMAS: readonly number[] = [0.008, 0.0057, 0.004, 0.0028, 0.002];
/** The σ for the mixtures in more dimensions. They are larger, since these mixtures are wider. */
export const MIXTURE_SIGMAS: readonly number[] = [0.04, 0.025, 0.015];

/** Two densities on the line, with the nodes of a region, and mixtures in 2, 3 and 10 dimensions, with draws. */
export function orderCases(): readonly OrderCase[] {
  return [
    ...testCases().map(({ name, density, nodes, rootMeanSquare: size }) => {
      return { name, density, points: nodes, sigmas: ORDER_SIGMAS, size };
    }),
    ...mixtureCases
      .filter(({ density }) => density.dim > 1)
      .map(({ name, density }) => {
        return { name, density, points: draws(density), sigmas: MIXTURE_SIGMAS, size: rootMeanSquare };
      }),
  ];
}
