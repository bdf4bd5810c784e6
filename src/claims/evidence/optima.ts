import type { Density } from "../../density/density.ts";
import { ProductOptimum } from "../../reconstruction/any-dimension/product-optimum.ts";
import { Dae1d } from "../../reconstruction/line/dae-1d.ts";
import { Rcae1d } from "../../reconstruction/line/rcae-1d.ts";
import { optimalReconstruction } from "../../reconstruction/optimal.ts";
import { Rcae2d } from "../../reconstruction/plane/rcae-2d.ts";
import type { OptimalReconstruction } from "../../reconstruction/reconstruction.ts";
import { gaussianCases, mixtureCases } from "./mixtures.ts";
import { rememberedAt } from "./remembered.ts";

/**
 * The source of a claim's reconstructions. Tests pass broken ones (a wrong sign, sigma in place of sigma^2, a missing factor) and
 * check that the claim fails.
 */
export interface Optima {
  dae(density: Density, sigma: number): OptimalReconstruction;
  rcae(density: Density, sigma: number): OptimalReconstruction;
}

/**
 * The optima by numerical methods. In one dimension they are computed by quadrature and by finite elements, never in closed form,
 * so that they can be compared with closed forms. In two dimensions `optimalReconstruction` chooses the method. For the mixtures of
 * the claims in more dimensions, the contractive optimum is that of the plane, rotated. Optima are kept, since several claims use
 * the same ones.
 */
export const numericalOptima: Optima = {
  dae: rememberedAt((density, sigma) =>
    density.dim === 1 ? new Dae1d(density, sigma) : optimalReconstruction(density, "dae", sigma),
  ),
  rcae: rememberedAt((density, sigma) => {
    if (density.dim === 1) return new Rcae1d(density, sigma);
    const rotated = [...mixtureCases, ...gaussianCases].find((one) => one.density === density);
    if (rotated?.factors) {
      const { plane, rest } = rotated.factors;
      return new ProductOptimum(numericalOptima.rcae(plane, sigma), rest, rotated.basis, sigma);
    }
    return density.dim === 2 ? new Rcae2d(density, sigma) : optimalReconstruction(density, "rcae", sigma);
  }),
};
