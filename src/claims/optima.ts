import type { Density } from "../density/density.ts";
import { Dae1d } from "../reconstruction/dae-1d.ts";
import { Rcae1d } from "../reconstruction/rcae-1d.ts";
import type { OptimalReconstruction } from "../reconstruction/reconstruction.ts";

/**
 * Where a claim gets its reconstructions from. The tests hand in broken ones (a wrong sign, sigma for sigma^2, a
 * missing factor) and see the verdict turn.
 */
export interface Optima {
  dae(density: Density, sigma: number): OptimalReconstruction;
  rcae(density: Density, sigma: number): OptimalReconstruction;
}

/** By quadrature and by finite elements, never in closed form, so that closed forms can be compared with. */
export const numericalOptima: Optima = {
  dae: (density, sigma) => new Dae1d(density, sigma),
  rcae: (density, sigma) => new Rcae1d(density, sigma),
};
