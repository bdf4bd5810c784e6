import type { Density } from "../../density/density.ts";
import { draws, rootMeanSquare } from "./draws.ts";
import { mixtureCases } from "./mixtures.ts";
import { testCases } from "./region-1d.ts";

/** A density to fit orders on. */
export interface OrderCase {
  readonly name: string;
  readonly density: Density;
  /** Where errors are measured, shape (n, d). */
  readonly points: Float64Array;
  /** σ over which orders are fitted: small enough for the next power to change the order by less than 0.05. */
  readonly sigmas: readonly number[];
  /** Errors at the points, any number for each, as one number: root of their mean square, weighted by p. */
  size(errors: Float64Array): number;
}

/** The σ for the two densities on the line. */
export const ORDER_SIGMAS: readonly number[] = [0.008, 0.0057, 0.004, 0.0028, 0.002];
/** The σ for the mixtures in more dimensions, which are wider. */
export const MIXTURE_SIGMAS: readonly number[] = [0.04, 0.025, 0.015];

/** Two densities on the line, with the whole of a region, and mixtures in 2, 3 and 10 dimensions, with draws of them. */
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
