export type { Claim } from "./claims/claim.ts";
export type { Check, ClaimReport, OrderFit, Verdict } from "./claims/claim-report.ts";
export { claims } from "./claims/index.ts";
export type { Density, Distribution, Feature, Interval } from "./density/density.ts";
export { hasDensity } from "./density/density.ts";
export { EnergyDensity } from "./density/energy-density.ts";
export { Expression } from "./density/expression.ts";
export { GaussianMixture } from "./density/gaussian-mixture.ts";
export type { IsotropicLocalMoments } from "./density/isotropic-local-moments.ts";
export { isotropicLocalMoments } from "./density/isotropic-local-moments.ts";
export type { LocalExpansion } from "./density/local-expansion.ts";
export { localExpansion } from "./density/local-expansion.ts";
export type { LocalMoments } from "./density/local-moments.ts";
export { localMoments } from "./density/local-moments.ts";
export { PAPER_1D_ENERGY, paper1d } from "./density/paper1d.ts";
export { relativeBiLaplacian, relativeLaplacian, relativeLaplacianGradient } from "./density/relative-laplacians.ts";
export { threeBumps } from "./density/three-bumps.ts";
export type { Convergence } from "./figures/convergence.ts";
export { convergencePlot } from "./figures/convergence.ts";
export type { Figure, PlotSpecification } from "./figures/figure.ts";
export { densityAndScoreFigure, figure3 } from "./figures/figure-3-density-and-score.ts";
export type { ScoreEstimatesView } from "./figures/figure-4-score-estimates.ts";
export { figure4, scoreEstimatesFigure } from "./figures/figure-4-score-estimates.ts";
export { figures } from "./figures/index.ts";
export type { Curve, LineChartOptions } from "./figures/line-chart.ts";
export { lineChart } from "./figures/line-chart.ts";
export { themedAxis, themedLayout, themedLine } from "./figures/theme.ts";
export { whatIsLearntFigure } from "./figures/what-is-learnt.ts";
export type { Progress } from "./notebook/progress.ts";
export { progress } from "./notebook/progress.ts";
export { showReport } from "./notebook/report.ts";
export { show } from "./notebook/show.ts";
export type { Column, Columns, Rows } from "./notebook/table.ts";
export { table } from "./notebook/table.ts";
export { markdown, tex } from "./notebook/text.ts";
export {
  absoluteMonomialIntegral,
  monomialIntegral,
  quadraticFormIntegral,
  unitBallVolume,
} from "./numerics/ball-integrals.ts";
export type { Estimate } from "./numerics/estimate.ts";
export { linspace } from "./numerics/grid.ts";
export { integrate } from "./numerics/integrate.ts";
export { fitPowerLaw } from "./numerics/order-fit.ts";
export type { Rng } from "./numerics/random.ts";
export { createRng } from "./numerics/random.ts";
export { Dae1d } from "./reconstruction/dae-1d.ts";
export { commutator, fourthOrderTerm } from "./reconstruction/expansion.ts";
export { contractiveLoss, denoisingLoss, expectation } from "./reconstruction/losses.ts";
export type { MonteCarloEstimate } from "./reconstruction/monte-carlo-expectation.ts";
export { monteCarloExpectation } from "./reconstruction/monte-carlo-expectation.ts";
export { gaussianAverage, noiseAverage } from "./reconstruction/noise-average.ts";
export { optimalReconstruction } from "./reconstruction/optimal.ts";
export type { Posterior } from "./reconstruction/posterior.ts";
export { gaussianPosterior } from "./reconstruction/posterior.ts";
export { Rcae1d } from "./reconstruction/rcae-1d.ts";
export type { OptimalReconstruction, Reconstruction } from "./reconstruction/reconstruction.ts";
export { displacement, hessianEstimate, scoreEstimate } from "./reconstruction/reconstruction.ts";
