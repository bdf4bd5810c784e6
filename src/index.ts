export type { Check, ClaimReport, OrderFit, Verdict } from "./claims/claim-report.ts";
export type { Density, Feature, Interval } from "./density/density.ts";
export type { Figure, PlotSpecification } from "./figures/figure.ts";
export type { Rng } from "./numerics/random.ts";
export { createRng } from "./numerics/random.ts";
export type { Estimate, OptimalReconstruction, Reconstruction } from "./reconstruction/reconstruction.ts";
export { displacement, hessianEstimate, scoreEstimate } from "./reconstruction/reconstruction.ts";
