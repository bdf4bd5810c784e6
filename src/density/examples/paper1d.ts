import { EnergyDensity } from "../energy/energy-density.ts";

/** The energy of the paper's 1-D experiment: two modes, near 0.003 and 0.945, and a shoulder near -1. */
export const PAPER_1D_ENERGY = "(1/1000) * (10*(x+1)^2 + 1) * (20*x^2 + 1) * (30*(x-1)^2 + 1)";

/** The paper's 1-D density, p = exp(-E) / Z on [-1.5, 1.5]. */
export function paper1d(): EnergyDensity {
  return new EnergyDensity({ expression: PAPER_1D_ENERGY, domain: [[-1.5, 1.5]] });
}
