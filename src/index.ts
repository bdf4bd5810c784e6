export type { EngineChoice } from "./autoencoder/engine/choose-engine.ts";
export { chooseEngine, describeEngine } from "./autoencoder/engine/choose-engine.ts";
export type { Engine, EngineTask } from "./autoencoder/engine/engine-table.ts";
export type { FastReconstruction } from "./autoencoder/engine/fast-reconstruction.ts";
export { fastReconstruction } from "./autoencoder/engine/fast-reconstruction.ts";
export type { Purpose } from "./autoencoder/fit/choose-sigma.ts";
export type { Comparison, EstimatorResult } from "./autoencoder/fit/compare-estimators.ts";
export type { EstimatorName } from "./autoencoder/fit/estimator.ts";
export type { Fit, FitHooks, FitPlan } from "./autoencoder/fit/fit-model.ts";
export { fitModel } from "./autoencoder/fit/fit-model.ts";
export type { ClosedFormParts, FitProvenance, FittedDensity } from "./autoencoder/model/closed-form-model.ts";
export { ClosedFormModel } from "./autoencoder/model/closed-form-model.ts";
export type { Model, ResidualModelParts } from "./autoencoder/model/trained-model.ts";
export {
  isClosedForm,
  isOneLayer,
  modelDim,
  modelSigmas,
  networkOf,
  ResidualModel,
  takesSigma,
} from "./autoencoder/model/trained-model.ts";
export { silu } from "./autoencoder/network/activation.ts";
export type { ResidualWeights } from "./autoencoder/network/residual-network.ts";
export { ResidualNetwork } from "./autoencoder/network/residual-network.ts";
export type { SigmaRange } from "./autoencoder/network/sigma-network.ts";
export { SigmaNetwork } from "./autoencoder/network/sigma-network.ts";
export { OnnxContractiveLoss, OnnxDenoisingLoss } from "./autoencoder/onnx/losses/one-layer-losses.ts";
export { onnxReconstruction } from "./autoencoder/onnx/onnx-reconstruction.ts";
export { loadOnnxRuntime } from "./autoencoder/onnx/runtime.ts";
export type { ResidualModelHooks, ResidualModelPlan } from "./autoencoder/plans/train-residual-model.ts";
export { trainResidualModel } from "./autoencoder/plans/train-residual-model.ts";
export type { ResidualTrainingOptions } from "./autoencoder/residual/residual-options.ts";
export { ResidualTraining } from "./autoencoder/residual/residual-training.ts";

// The core: everything that runs wherever JavaScript does. It imports no module of Node, directly or not.

export { corrupt } from "./autoencoder/data/corruption.ts";
export type { Scaling } from "./autoencoder/data/scaling.ts";
export { dataScale, fromScaled, standardising, toScaled } from "./autoencoder/data/scaling.ts";
export type { TrainingData } from "./autoencoder/data/training-data.ts";
export { drawnData, splitData } from "./autoencoder/data/training-data.ts";
export { FusedContractiveLoss } from "./autoencoder/kernel/fused-contractive-loss.ts";
export { FusedDenoisingLoss } from "./autoencoder/kernel/fused-denoising-loss.ts";
export type { FusedOptions } from "./autoencoder/kernel/fused-loss.ts";
export type { FusedReconstruction, FusedReconstructionOptions } from "./autoencoder/kernel/fused-reconstruction.ts";
export { fusedReconstruction } from "./autoencoder/kernel/fused-reconstruction.ts";
export type { FieldQuality } from "./autoencoder/model/field-quality.ts";
export { fieldQuality, fractionTowards, jacobianAsymmetry, meanCosine } from "./autoencoder/model/field-quality.ts";
export type { Provenance } from "./autoencoder/model/provenance.ts";
export type { ModelParts } from "./autoencoder/model/trained-model.ts";
export { modelDisplacement, modelReconstruction, modelScore, TrainedModel } from "./autoencoder/model/trained-model.ts";
export type { Activation } from "./autoencoder/network/activation.ts";
export { sigmoid, softplus, tanh } from "./autoencoder/network/activation.ts";
export { initialParameters } from "./autoencoder/network/initial-weights.ts";
export type { Layer } from "./autoencoder/network/multi-layer.ts";
export { MultiLayer } from "./autoencoder/network/multi-layer.ts";
export { OneLayer, TiedOneLayer } from "./autoencoder/network/one-layer.ts";
export type { OneLayerWeights } from "./autoencoder/network/one-layer-weights.ts";
export type { OneLayerParameters, OneLayerShape } from "./autoencoder/network/parameters.ts";
export { parameterCount, parametersIn, parameterVector } from "./autoencoder/network/parameters.ts";
export { committedModel, committedModels, curveModels, spiralModels } from "./autoencoder/plans/committed-models.ts";
export type { CommittedModel, NoiseLevel } from "./autoencoder/plans/noise-level-models.ts";
export {
  littleNoiseLongModels,
  littleNoiseModels,
  moreNoiseModels,
  muchNoiseLongModels,
  muchNoiseModels,
  spiralPlan,
  stagedLongModels,
  stagedModels,
} from "./autoencoder/plans/noise-level-models.ts";
export type { ModelPlan, TrainModelHooks } from "./autoencoder/plans/train-model.ts";
export { trainModel } from "./autoencoder/plans/train-model.ts";
export type { Draws } from "./autoencoder/training/bayes-risk.ts";
export { bayesRisk, corruptedDraws, lossOnDraws } from "./autoencoder/training/bayes-risk.ts";
export { ContractiveLoss } from "./autoencoder/training/contractive-loss.ts";
export { DenoisingLoss } from "./autoencoder/training/denoising-loss.ts";
export type { InitialScaleChoice, InitialScaleHooks, InitialScaleTrial } from "./autoencoder/training/initial-scale.ts";
export { chooseInitialScale } from "./autoencoder/training/initial-scale.ts";
export type { TrainingCheckpoint } from "./autoencoder/training/training.ts";
export { Training } from "./autoencoder/training/training.ts";
export type { RuntimeOptions } from "./autoencoder/training/training-loss.ts";
export type { CurvePoint, TrainingOptions } from "./autoencoder/training/training-options.ts";
export type { BrokenModel, BrokenModelOptions } from "./check/broken-models.ts";
export { brokenModels } from "./check/broken-models.ts";
export type { ScoreCheckOptions } from "./check/check-score.ts";
export { checkScore } from "./check/check-score.ts";
export { densityInUnits } from "./check/density-in-units.ts";
export type { MistrainedModel, MistrainedModelOptions } from "./check/mistrained-models.ts";
export { mistrainedModels } from "./check/mistrained-models.ts";
export type { StoredModel } from "./check/models/stored-model.ts";
export { testedStoredModel } from "./check/models/stored-model.ts";
export type { OutputKind } from "./check/output-kind.ts";
export type { Errors, Fault, FaultName, Scale, ScoreCheck, ScoreReport } from "./check/score-report.ts";
export type { ModelInput, TestedModel } from "./check/tested-model.ts";
export { testedFunction, testedReconstruction } from "./check/tested-model.ts";
export { nextOrderOn } from "./claims/b1-next-order.ts";
export { conservativeFieldOn } from "./claims/c1-conservative-fields.ts";
export type { Claim } from "./claims/claim.ts";
export type { Check, ClaimReport, OrderFit, Verdict } from "./claims/claim-report.ts";
export type { ClaimStatement } from "./claims/claim-statement.ts";
export { energyDifferencesOn } from "./claims/e1-energy-differences.ts";
export type { Optima } from "./claims/evidence/optima.ts";
export { numericalOptima } from "./claims/evidence/optima.ts";
export { samplingOn } from "./claims/h1-sampling.ts";
export { claims, verifyClaim } from "./claims/index.ts";
export { localMomentsOn } from "./claims/m1-local-moments.ts";
export { contractionOn } from "./claims/p1-denoising-is-contraction.ts";
export { optimalDenoiserOn } from "./claims/t1-optimal-denoiser.ts";
export { optimalContractionOn } from "./claims/t2-optimal-contraction.ts";
export { distancesToCurve, nearestOnCurve } from "./density/curve/nearest-on-curve.ts";
export type { ParametricCurve } from "./density/curve/parametric-curve.ts";
export { CurveDistribution } from "./density/curve/smoothed-curve.ts";
export type { BallMoments, Density, DensityErrors, Distribution, Feature, Interval } from "./density/density.ts";
export { hasDensity } from "./density/density.ts";
export { scoreLaplacian } from "./density/differences/score-laplacian.ts";
export { EnergyDensity } from "./density/energy/energy-density.ts";
export { gaussianOfPoints } from "./density/estimate/gaussian-of-points.ts";
export { curve10d, curve10dData } from "./density/examples/curve10d.ts";
export { PAPER_1D_ENERGY, paper1d } from "./density/examples/paper1d.ts";
export { spiral } from "./density/examples/spiral.ts";
export { threeBumps } from "./density/examples/three-bumps.ts";
export { twoClouds } from "./density/examples/two-clouds.ts";
export { wave } from "./density/examples/wave.ts";
export { FinitePoints, type FinitePointsOptions } from "./density/finite-points.ts";
export { Expression } from "./density/formula/expression.ts";
export type { Covariance } from "./density/gaussian/covariance.ts";
export type { GaussianComponent, GaussianComponentOptions } from "./density/gaussian/gaussian-mixture.ts";
export { GaussianMixture } from "./density/gaussian/gaussian-mixture.ts";
export type { LocalExpansion } from "./density/local/local-expansion.ts";
export { localExpansion } from "./density/local/local-expansion.ts";
export type { LocalMoments } from "./density/local/local-moments.ts";
export { localMoments } from "./density/local/local-moments.ts";
export {
  relativeBiLaplacian,
  relativeLaplacian,
  relativeLaplacianGradient,
} from "./density/local/relative-laplacians.ts";
export type { DensityOptions } from "./density/own/own-density.ts";
export { density, hessianByDifferences } from "./density/own/own-density.ts";
export type { AttractorDistanceRow } from "./figures/charts/attractor-distances.ts";
export { attractorDistancesFigure } from "./figures/charts/attractor-distances.ts";
export type { Convergence } from "./figures/charts/convergence.ts";
export { convergencePlot } from "./figures/charts/convergence.ts";
export type { DensityOnLine, DrawsOnLine } from "./figures/charts/draws-on-line.ts";
export { drawsOnLineFigure } from "./figures/charts/draws-on-line.ts";
export type { FalseAttractorRow } from "./figures/charts/false-attractor-study.ts";
export { falseAttractorStudyFigure } from "./figures/charts/false-attractor-study.ts";
export type { ImageRow, ImageRowsOptions } from "./figures/charts/image-rows.ts";
export { imageRowsFigure } from "./figures/charts/image-rows.ts";
export type { Curve, LineChartOptions } from "./figures/charts/line-chart.ts";
export { lineChart } from "./figures/charts/line-chart.ts";
export type { LossReference } from "./figures/charts/loss-curve.ts";
export { lossCurveFigure } from "./figures/charts/loss-curve.ts";
export type { ScorePanel } from "./figures/charts/score-against-score.ts";
export { scoreAgainstScoreFigure } from "./figures/charts/score-against-score.ts";
export { whatIsLearntFigure } from "./figures/charts/what-is-learnt.ts";
export { figures } from "./figures/index.ts";
export type { QuiverOptions } from "./figures/marks/quiver.ts";
export { quiver } from "./figures/marks/quiver.ts";
export type { AlongAndAcross } from "./figures/paper/figure-1-along-and-across.ts";
export { alongAndAcrossFigure, figure1 } from "./figures/paper/figure-1-along-and-across.ts";
export type { NamedReconstruction } from "./figures/paper/figure-2-three-points.ts";
export { figure2, threePointsFigure } from "./figures/paper/figure-2-three-points.ts";
export { densityAndScoreFigure, figure3 } from "./figures/paper/figure-3-density-and-score.ts";
export type { ScoreEstimatesView } from "./figures/paper/figure-4-score-estimates.ts";
export { figure4, scoreEstimatesFigure } from "./figures/paper/figure-4-score-estimates.ts";
export { figure5, spiralFieldFigure } from "./figures/paper/figure-5-spiral-field.ts";
export type { CurvePoints } from "./figures/paper/figure-6-curve-samples.ts";
export { curveSamplesFigure, figure6 } from "./figures/paper/figure-6-curve-samples.ts";
export type { CaughtChain } from "./figures/paper/figure-7-spurious-attractor.ts";
export { figure7, spuriousAttractorFigure } from "./figures/paper/figure-7-spurious-attractor.ts";
export type { FalseAttractorsPanel } from "./figures/plane/false-attractors-field.ts";
export { falseAttractorsFigure } from "./figures/plane/false-attractors-field.ts";
export type { FieldOverDataOptions, FieldPanel } from "./figures/plane/field-over-data.ts";
export { fieldOverDataFigure } from "./figures/plane/field-over-data.ts";
export type { LangevinPathsView } from "./figures/plane/langevin-paths.ts";
export { langevinPathsFigure } from "./figures/plane/langevin-paths.ts";
export type { LocalBallsView } from "./figures/plane/local-balls.ts";
export { localBallsFigure } from "./figures/plane/local-balls.ts";
export type { OldParticlePanel, ParticlePanel } from "./figures/plane/particles.ts";
export { particlesFigure } from "./figures/plane/particles.ts";
export type { PlaneMap, PlaneMapView } from "./figures/plane/plane-map.ts";
export { planeMapFigure } from "./figures/plane/plane-map.ts";
export type { FieldErrors } from "./figures/plane/score-errors.ts";
export { scoreArrowFigure, scoreErrorFigure } from "./figures/plane/score-errors.ts";
export type { Figure, Frame, PlotSpecification } from "./figures/specification/figure.ts";
export type { SliderOptions } from "./figures/specification/slider.ts";
export { withSlider } from "./figures/specification/slider.ts";
export { themedAxis, themedLayout, themedLine } from "./figures/theme/theme.ts";
export { convergenceOrder } from "./numerics/approximation/convergence-order.ts";
export { distributionFunction } from "./numerics/approximation/distribution-function.ts";
export { linspace, squareGrid } from "./numerics/approximation/grid.ts";
export { richardson } from "./numerics/approximation/richardson.ts";
export type { ZeroCrossing } from "./numerics/approximation/zero-crossings.ts";
export { zeroCrossings } from "./numerics/approximation/zero-crossings.ts";
export type { Estimate } from "./numerics/estimate.ts";
export type { InputProblem } from "./numerics/input-error.ts";
export { InputError } from "./numerics/input-error.ts";
export type { CurvaturePair, LbfgsState } from "./numerics/optimise/lbfgs.ts";
export { startLbfgs, stepLbfgs } from "./numerics/optimise/lbfgs.ts";
export type { EncodedLbfgsState } from "./numerics/optimise/lbfgs-checkpoint.ts";
export { decodeState, encodeState } from "./numerics/optimise/lbfgs-checkpoint.ts";
export type { LbfgsOptions } from "./numerics/optimise/lbfgs-options.ts";
export type { Objective } from "./numerics/optimise/objective.ts";
export {
  absoluteMonomialEstimate,
  absoluteMonomialIntegral,
  monomialAverage,
  monomialEstimate,
  monomialIntegral,
  quadraticFormIntegral,
  unitBallVolume,
} from "./numerics/quadrature/ball-integrals.ts";
export { integrate } from "./numerics/quadrature/integrate.ts";
export type {
  BoxEdges,
  BoxIntegralOptions,
  BoxIntegrand,
  PointGrid,
  Rectangle,
} from "./numerics/quadrature/integrate-box.ts";
export { integrateBox, integrateBoxes } from "./numerics/quadrature/integrate-box.ts";
export type { Rng } from "./numerics/random/random.ts";
export { createRng } from "./numerics/random/random.ts";
export type { BootstrapOptions, MeanInterval } from "./numerics/statistics/bootstrap-mean.ts";
export { bootstrapMean } from "./numerics/statistics/bootstrap-mean.ts";
export { wilsonInterval } from "./numerics/statistics/wilson-interval.ts";
export { pathsToExponentialTime } from "./reconstruction/any-dimension/exponential-time.ts";
export type { MonteCarloEstimate } from "./reconstruction/any-dimension/monte-carlo-expectation.ts";
export { monteCarloExpectation } from "./reconstruction/any-dimension/monte-carlo-expectation.ts";
export type { Wave } from "./reconstruction/any-dimension/plane-waves.ts";
export { PlaneWaves } from "./reconstruction/any-dimension/plane-waves.ts";
export type { Posterior } from "./reconstruction/any-dimension/posterior.ts";
export { gaussianPosterior } from "./reconstruction/any-dimension/posterior.ts";
export type { LangevinEstimate, RcaeLangevinOptions } from "./reconstruction/any-dimension/rcae-langevin.ts";
export { RcaeLangevin } from "./reconstruction/any-dimension/rcae-langevin.ts";
export { contractionGap } from "./reconstruction/contraction-gap.ts";
export { errorsAt } from "./reconstruction/errors-at.ts";
export { commutator, fourthOrderTerm } from "./reconstruction/expansion.ts";
export type { Circle, Circulation } from "./reconstruction/field/circulation.ts";
export { circulation, curlOverDisc } from "./reconstruction/field/circulation.ts";
export type {
  FalseAttractor,
  FalseAttractorOptions,
  FalseAttractors,
} from "./reconstruction/field/false-attractors.ts";
export { falseAttractors } from "./reconstruction/field/false-attractors.ts";
export type { FixedPoint, FixedPointOptions } from "./reconstruction/field/fixed-points.ts";
export { fixedPoints } from "./reconstruction/field/fixed-points.ts";
export type { Mode, ModeKind, Modes, ModesOptions } from "./reconstruction/field/modes.ts";
export { modesOf } from "./reconstruction/field/modes.ts";
export { noiseRadius } from "./reconstruction/field/noise-radius.ts";
export { rescale } from "./reconstruction/field/rescale.ts";
export type { SmoothField, VectorField } from "./reconstruction/field/vector-field.ts";
export { scaledField, scoreField } from "./reconstruction/field/vector-field.ts";
export { firstOrderSigma, impliedSigma } from "./reconstruction/implied-sigma.ts";
export { Dae1d } from "./reconstruction/line/dae-1d.ts";
export { gaussianAverage, noiseAverage } from "./reconstruction/line/noise-average.ts";
export { Rcae1d } from "./reconstruction/line/rcae-1d.ts";
export { contractiveLoss, denoisingLoss, expectation } from "./reconstruction/losses.ts";
export { type OptimalOptions, optimalReconstruction } from "./reconstruction/optimal.ts";
export { Dae2d } from "./reconstruction/plane/dae-2d.ts";
export { Rcae2d } from "./reconstruction/plane/rcae-2d.ts";
export type { Rcae2dOptions } from "./reconstruction/plane/solution-plan-2d.ts";
export type {
  IsotropicReconstruction,
  OptimalReconstruction,
  Reconstruction,
  ReconstructionErrors,
} from "./reconstruction/reconstruction.ts";
export { displacement, displacementJacobian, hessianEstimate, scoreEstimate } from "./reconstruction/reconstruction.ts";
export { chainPath } from "./sampling/chains/chain-path.ts";
export type { ChainDraws, ChainRunOptions } from "./sampling/chains/chain-run.ts";
export { ChainRun, runChains } from "./sampling/chains/chain-run.ts";
export { finiteChains } from "./sampling/chains/finite-chains.ts";
export type { ChainState, Sampler, StepInfo } from "./sampling/chains/sampler.ts";
export { coordinateDraws } from "./sampling/diagnostics/chain-quantity.ts";
export {
  bulkEffectiveSampleSize,
  effectiveSampleSize,
  tailEffectiveSampleSize,
} from "./sampling/diagnostics/effective-sample-size.ts";
export type { MeanOfChains } from "./sampling/diagnostics/mean-of-chains.ts";
export { meanOfChains } from "./sampling/diagnostics/mean-of-chains.ts";
export type { QuadratureReport, RuleComparison } from "./sampling/diagnostics/quadrature-check.ts";
export { QuadratureCheck } from "./sampling/diagnostics/quadrature-check.ts";
export { rankNormalisedRHat, splitRHat } from "./sampling/diagnostics/split-r-hat.ts";
export type { AnnealedLangevinOptions, AnnealedState } from "./sampling/diffusion/annealed-langevin.ts";
export { annealedLangevin, runAnnealedLangevin } from "./sampling/diffusion/annealed-langevin.ts";
export { logDensityAlongFlow } from "./sampling/diffusion/flow-log-density.ts";
export type { NoiseSchedule } from "./sampling/diffusion/noise-schedule.ts";
export { geometricSchedule, optimalSchedule } from "./sampling/diffusion/noise-schedule.ts";
export type { FlowMethod, FlowOptions } from "./sampling/diffusion/probability-flow.ts";
export { flowVelocity, probabilityFlow } from "./sampling/diffusion/probability-flow.ts";
export type { ReverseDiffusionOptions } from "./sampling/diffusion/reverse-diffusion.ts";
export { reverseDiffusion } from "./sampling/diffusion/reverse-diffusion.ts";
export { energyDistance } from "./sampling/distances/energy-distance.ts";
export { chiSquaredPValue, ksPValue } from "./sampling/distances/goodness-of-fit.ts";
export { slicedWasserstein } from "./sampling/distances/sliced-wasserstein.ts";
export type { TwoSampleTest } from "./sampling/distances/two-sample-test.ts";
export { energyTest } from "./sampling/distances/two-sample-test.ts";
export type {
  Energy,
  EnergyDifference,
  RefineDifference,
  RefinedDifferences,
} from "./sampling/energy/energy-difference.ts";
export {
  exactDifference,
  firstOrderDifference,
  pathDifference,
  smoothedDifference,
  smoothedEnergy,
} from "./sampling/energy/energy-difference.ts";
export { leastEnergyRise } from "./sampling/energy/energy-rise.ts";
export { gaussLegendreRule, midpointRule, trapezoidRule } from "./sampling/energy/path-rule.ts";
export { refinedPathDifference } from "./sampling/energy/refined-path.ts";
export type { AcceptanceTarget, AdaptingOptions, AdaptingState } from "./sampling/steps/adapt-proposal.ts";
export {
  adaptedProposal,
  adaptingSampler,
  adaptProposal,
  malaTarget,
  metropolisTarget,
} from "./sampling/steps/adapt-proposal.ts";
export type { FirstOrderStationary } from "./sampling/steps/first-order-stationary.ts";
export { firstOrderStationary, firstOrderVarianceLimit } from "./sampling/steps/first-order-stationary.ts";
export type {
  LangevinOptions,
  MalaOnEnergyOptions,
  MalaOptions,
  ScoreAndEnergyState,
  ScoreState,
} from "./sampling/steps/langevin.ts";
export { mala, malaOnEnergy, unadjustedLangevin } from "./sampling/steps/langevin.ts";
export type {
  EnergyState,
  MetropolisHastingsOptions,
  MetropolisOnEnergyOptions,
  SymmetricProposal,
} from "./sampling/steps/metropolis-hastings.ts";
export { metropolisHastings, metropolisOnEnergy } from "./sampling/steps/metropolis-hastings.ts";
export type { MetropolisInfo } from "./sampling/steps/metropolis-step.ts";
export type { ChainOnLine, StationaryOnLine } from "./sampling/steps/stationary-on-line.ts";
export { stationaryOnLine } from "./sampling/steps/stationary-on-line.ts";
