export type { Activation } from "./autoencoder/activation.ts";
export { sigmoid, softplus, tanh } from "./autoencoder/activation.ts";
export type { Draws } from "./autoencoder/bayes-loss.ts";
export { bayesLoss, corruptedDraws, lossOnDraws } from "./autoencoder/bayes-loss.ts";
export type { CommittedModel } from "./autoencoder/committed-models.ts";
export { committedModel, committedModels, curveModels, spiralModels } from "./autoencoder/committed-models.ts";
export { ContractiveLoss } from "./autoencoder/contractive-loss.ts";
export { corrupt } from "./autoencoder/corruption.ts";
export type { DeepTraining, DeepTrainingOptions } from "./autoencoder/deep.ts";
export { trainDeep } from "./autoencoder/deep.ts";
export { DenoisingLoss } from "./autoencoder/denoising-loss.ts";
export type { FieldQuality } from "./autoencoder/field-quality.ts";
export { fieldQuality, jacobianAsymmetry, meanCosine, shareTowards } from "./autoencoder/field-quality.ts";
export { FusedContractiveLoss } from "./autoencoder/fused-contractive-loss.ts";
export { FusedDenoisingLoss } from "./autoencoder/fused-denoising-loss.ts";
export type { FusedOptions } from "./autoencoder/fused-loss.ts";
export type { FusedReconstruction, FusedReconstructionOptions } from "./autoencoder/fused-reconstruction.ts";
export { fusedReconstruction } from "./autoencoder/fused-reconstruction.ts";
export type { InitialScaleChoice, InitialScaleHooks, InitialScaleTrial } from "./autoencoder/initial-scale.ts";
export { chooseInitialScale } from "./autoencoder/initial-scale.ts";
export { initialParameters } from "./autoencoder/initial-weights.ts";
export type { Layer } from "./autoencoder/multi-layer.ts";
export { MultiLayer } from "./autoencoder/multi-layer.ts";
export type { NoiseLevel } from "./autoencoder/noise-level-models.ts";
export {
  littleNoiseLongModels,
  littleNoiseModels,
  moreNoiseModels,
  muchNoiseLongModels,
  muchNoiseModels,
  spiralPlan,
  stagedLongModels,
  stagedModels,
} from "./autoencoder/noise-level-models.ts";
export type { OneLayerWeights } from "./autoencoder/one-layer.ts";
export { OneLayer, TiedOneLayer } from "./autoencoder/one-layer.ts";
export type { OneLayerParameters, OneLayerShape } from "./autoencoder/parameters.ts";
export { parameterCount, parametersIn, parameterVector } from "./autoencoder/parameters.ts";
export type { Scaling } from "./autoencoder/scaling.ts";
export { dataSpread, fromScaled, standardising, toScaled } from "./autoencoder/scaling.ts";
export { readModel, writeModel } from "./autoencoder/stored-model.ts";
export type { Tensorflow, TensorflowBackend } from "./autoencoder/tensorflow.ts";
export { loadTensorflow } from "./autoencoder/tensorflow.ts";
export { TensorflowContractiveLoss, TensorflowDenoisingLoss } from "./autoencoder/tensorflow-losses.ts";
export type { ModelPlan, TrainModelHooks } from "./autoencoder/train-model.ts";
export { trainModel } from "./autoencoder/train-model.ts";
export type { Provenance, TrainedModel } from "./autoencoder/trained-model.ts";
export { modelDisplacement, modelReconstruction, modelScore } from "./autoencoder/trained-model.ts";
export type { TrainingCheckpoint } from "./autoencoder/training.ts";
export { Training } from "./autoencoder/training.ts";
export type { TrainingData } from "./autoencoder/training-data.ts";
export { drawnData, splitData } from "./autoencoder/training-data.ts";
export type { RuntimeOptions } from "./autoencoder/training-loss.ts";
export type { CurvePoint, TrainingOptions } from "./autoencoder/training-options.ts";
export type { Claim } from "./claims/claim.ts";
export type { Check, ClaimReport, OrderFit, Verdict } from "./claims/claim-report.ts";
export { claims } from "./claims/index.ts";
export type { Optima } from "./claims/optima.ts";
export { numericalOptima } from "./claims/optima.ts";
export { curve10d, curve10dData } from "./density/curve10d.ts";
export type { Density, Distribution, Feature, Interval } from "./density/density.ts";
export { hasDensity } from "./density/density.ts";
export { EnergyDensity } from "./density/energy-density.ts";
export { Expression } from "./density/expression.ts";
export { FinitePoints } from "./density/finite-points.ts";
export { GaussianMixture } from "./density/gaussian-mixture.ts";
export type { IsotropicLocalMoments } from "./density/isotropic-local-moments.ts";
export { isotropicLocalMoments } from "./density/isotropic-local-moments.ts";
export type { LocalExpansion } from "./density/local-expansion.ts";
export { localExpansion } from "./density/local-expansion.ts";
export type { LocalMoments } from "./density/local-moments.ts";
export { localMoments } from "./density/local-moments.ts";
export { distancesToCurve, nearestOnCurve } from "./density/nearest-on-curve.ts";
export { PAPER_1D_ENERGY, paper1d } from "./density/paper1d.ts";
export { relativeBiLaplacian, relativeLaplacian, relativeLaplacianGradient } from "./density/relative-laplacians.ts";
export type { ParametricCurve } from "./density/smoothed-curve.ts";
export { CurveDistribution } from "./density/smoothed-curve.ts";
export { spiral } from "./density/spiral.ts";
export { threeBumps } from "./density/three-bumps.ts";
export { twoClouds } from "./density/two-clouds.ts";
export { wave } from "./density/wave.ts";
export type { Convergence } from "./figures/convergence.ts";
export { convergencePlot } from "./figures/convergence.ts";
export type { FieldOverDataOptions, FieldPanel } from "./figures/field-over-data.ts";
export { fieldOverDataFigure } from "./figures/field-over-data.ts";
export type { Figure, PlotSpecification } from "./figures/figure.ts";
export type { AlongAndAcross } from "./figures/figure-1-along-and-across.ts";
export { alongAndAcrossFigure, figure1 } from "./figures/figure-1-along-and-across.ts";
export type { NamedReconstruction } from "./figures/figure-2-three-points.ts";
export { figure2, threePointsFigure } from "./figures/figure-2-three-points.ts";
export { densityAndScoreFigure, figure3 } from "./figures/figure-3-density-and-score.ts";
export type { ScoreEstimatesView } from "./figures/figure-4-score-estimates.ts";
export { figure4, scoreEstimatesFigure } from "./figures/figure-4-score-estimates.ts";
export { figure5, spiralFieldFigure } from "./figures/figure-5-spiral-field.ts";
export type { CurvePoints } from "./figures/figure-6-curve-samples.ts";
export { curveSamplesFigure, figure6 } from "./figures/figure-6-curve-samples.ts";
export type { CaughtChain } from "./figures/figure-7-spurious-attractor.ts";
export { figure7, spuriousAttractorFigure } from "./figures/figure-7-spurious-attractor.ts";
export { figures } from "./figures/index.ts";
export type { LangevinPathsView } from "./figures/langevin-paths.ts";
export { langevinPathsFigure } from "./figures/langevin-paths.ts";
export type { Curve, LineChartOptions } from "./figures/line-chart.ts";
export { lineChart } from "./figures/line-chart.ts";
export type { LocalBallsView } from "./figures/local-balls.ts";
export { localBallsFigure } from "./figures/local-balls.ts";
export type { LossReference } from "./figures/loss-curve.ts";
export { lossCurveFigure } from "./figures/loss-curve.ts";
export type { ParticlePanel } from "./figures/particles.ts";
export { particlesFigure } from "./figures/particles.ts";
export type { PlaneMap, PlaneMapView } from "./figures/plane-map.ts";
export { planeMapFigure } from "./figures/plane-map.ts";
export type { QuiverOptions } from "./figures/quiver.ts";
export { quiver } from "./figures/quiver.ts";
export { themedAxis, themedLayout, themedLine } from "./figures/theme.ts";
export { whatIsLearntFigure } from "./figures/what-is-learnt.ts";
export type { PointsTable } from "./files/points-table.ts";
export { readPoints } from "./files/points-table.ts";
export type { TexNames } from "./notebook/exact-polynomial.ts";
export { Polynomial, taylorPolynomial } from "./notebook/exact-polynomial.ts";
export { averageOverNoise, coefficientOf, primes, replaceNames } from "./notebook/noise-polynomial.ts";
export type { Progress } from "./notebook/progress.ts";
export { progress } from "./notebook/progress.ts";
export { showReport } from "./notebook/report.ts";
export type { SampleOptions } from "./notebook/sample.ts";
export { interruptedDraws, sample } from "./notebook/sample.ts";
export { show } from "./notebook/show.ts";
export type { Column, Columns, Rows } from "./notebook/table.ts";
export { table } from "./notebook/table.ts";
export { markdown, tex } from "./notebook/text.ts";
export { totalDerivative } from "./notebook/total-derivative.ts";
export { train } from "./notebook/train.ts";
export {
  absoluteMonomialIntegral,
  monomialAverage,
  monomialIntegral,
  quadraticFormIntegral,
  unitBallVolume,
} from "./numerics/ball-integrals.ts";
export type { Estimate } from "./numerics/estimate.ts";
export { limitAtZero } from "./numerics/extrapolate.ts";
export { linspace, squareGrid } from "./numerics/grid.ts";
export { integrate } from "./numerics/integrate.ts";
export type { BoxEdges, BoxIntegralOptions, BoxIntegrand, PointGrid } from "./numerics/integrate-box.ts";
export { integrateBox, integrateBoxes } from "./numerics/integrate-box.ts";
export type { CurvaturePair, LbfgsState } from "./numerics/lbfgs.ts";
export { startLbfgs, stepLbfgs } from "./numerics/lbfgs.ts";
export type { EncodedLbfgsState } from "./numerics/lbfgs-checkpoint.ts";
export { decodeState, encodeState } from "./numerics/lbfgs-checkpoint.ts";
export type { LbfgsOptions } from "./numerics/lbfgs-options.ts";
export type { Objective } from "./numerics/objective.ts";
export { fitPowerLaw } from "./numerics/order-fit.ts";
export type { Rng } from "./numerics/random.ts";
export { createRng } from "./numerics/random.ts";
export { contractionGap } from "./reconstruction/contraction-gap.ts";
export { Dae1d } from "./reconstruction/dae-1d.ts";
export { Dae2d } from "./reconstruction/dae-2d.ts";
export { commutator, fourthOrderTerm } from "./reconstruction/expansion.ts";
export { pathsToExponentialTime } from "./reconstruction/exponential-time.ts";
export type { FalseAttractor, FalseAttractorOptions, FalseAttractors } from "./reconstruction/false-attractors.ts";
export { falseAttractors } from "./reconstruction/false-attractors.ts";
export { inUnit } from "./reconstruction/in-unit.ts";
export { contractiveLoss, denoisingLoss, expectation } from "./reconstruction/losses.ts";
export type { MonteCarloEstimate } from "./reconstruction/monte-carlo-expectation.ts";
export { monteCarloExpectation } from "./reconstruction/monte-carlo-expectation.ts";
export { gaussianAverage, noiseAverage } from "./reconstruction/noise-average.ts";
export { optimalReconstruction } from "./reconstruction/optimal.ts";
export type { Wave } from "./reconstruction/plane-waves.ts";
export { PlaneWaves } from "./reconstruction/plane-waves.ts";
export type { Posterior } from "./reconstruction/posterior.ts";
export { gaussianPosterior } from "./reconstruction/posterior.ts";
export { Rcae1d } from "./reconstruction/rcae-1d.ts";
export { Rcae2d } from "./reconstruction/rcae-2d.ts";
export type { LangevinEstimate, RcaeLangevinOptions } from "./reconstruction/rcae-langevin.ts";
export { RcaeLangevin } from "./reconstruction/rcae-langevin.ts";
export type { OptimalReconstruction, Reconstruction } from "./reconstruction/reconstruction.ts";
export { displacement, hessianEstimate, scoreEstimate } from "./reconstruction/reconstruction.ts";
export type { Sink, SinkOptions } from "./reconstruction/sinks.ts";
export { findSinks } from "./reconstruction/sinks.ts";
export type { SmoothField, VectorField } from "./reconstruction/vector-field.ts";
export { scaledField, scoreField } from "./reconstruction/vector-field.ts";
export type { AnnealedLangevinOptions, AnnealedState } from "./sampling/annealed-langevin.ts";
export { annealedLangevin, runAnnealedLangevin } from "./sampling/annealed-langevin.ts";
export { chainPath } from "./sampling/chain-path.ts";
export { coordinateDraws } from "./sampling/chain-quantity.ts";
export type { ChainDraws, ChainRunOptions } from "./sampling/chain-run.ts";
export { ChainRun, runChains } from "./sampling/chain-run.ts";
export {
  bulkEffectiveSampleSize,
  effectiveSampleSize,
  tailEffectiveSampleSize,
} from "./sampling/effective-sample-size.ts";
export type { EnergyDifference } from "./sampling/energy-difference.ts";
export { exactDifference, firstOrderDifference, pathDifference } from "./sampling/energy-difference.ts";
export { energyDistance } from "./sampling/energy-distance.ts";
export type { FirstOrderAtRest } from "./sampling/first-order-at-rest.ts";
export { firstOrderAtRest, firstOrderVarianceLimit } from "./sampling/first-order-at-rest.ts";
export { logDensityAlongFlow } from "./sampling/flow-log-density.ts";
export { chiSquaredPValue, ksPValue } from "./sampling/goodness-of-fit.ts";
export type { LangevinOptions, MalaOptions, ScoreState } from "./sampling/langevin.ts";
export { mala, unadjustedLangevin } from "./sampling/langevin.ts";
export type {
  EnergyState,
  MetropolisHastingsOptions,
  MetropolisInfo,
  MetropolisOnEnergyOptions,
  SymmetricProposal,
} from "./sampling/metropolis-hastings.ts";
export { metropolisHastings, metropolisOnEnergy } from "./sampling/metropolis-hastings.ts";
export type { NoiseLadder } from "./sampling/noise-ladder.ts";
export { geometricLadder, optimalLadder } from "./sampling/noise-ladder.ts";
export { gaussLegendreRule, midpointRule, trapezoidRule } from "./sampling/path-rule.ts";
export type { FlowMethod, FlowOptions } from "./sampling/probability-flow.ts";
export { flowVelocity, probabilityFlow } from "./sampling/probability-flow.ts";
export type { ChainState, Sampler, StepInfo } from "./sampling/sampler.ts";
export { slicedWasserstein } from "./sampling/sliced-wasserstein.ts";
export { rankNormalisedRHat, splitRHat } from "./sampling/split-r-hat.ts";
