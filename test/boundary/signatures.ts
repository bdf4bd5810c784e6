import * as scorebook from "../../src/notebook.ts";
import {
  callback,
  entries,
  finite,
  finitePoints,
  interval,
  notNegative,
  optional,
  point,
  points,
  positive,
  rng,
  seed,
  somePoints,
  something,
  text,
  thing,
  whole,
} from "./bad-values.ts";
import { type Argument, type Arguments, optionally } from "./signature.ts";

const line = scorebook.paper1d;
const plane = scorebook.twoClouds;
const random = (): scorebook.Rng => scorebook.createRng(1);
const three = Float64Array.of(-1, 0.2, 1);
const two = Float64Array.of(0.1, 0.2, 0.3, 0.4);
const weights = {
  encoder: new Float64Array(6).fill(0.1),
  hiddenBias: new Float64Array(3),
  decoder: new Float64Array(6).fill(0.1),
  outputBias: new Float64Array(2),
};
const network = new scorebook.OneLayer(weights, 0.3);
const onLine = new scorebook.FinitePoints(three, 1);
const optimum = scorebook.optimalReconstruction(onLine, "dae", 0.3);
const curve = scorebook.spiral().curve;
const draws = Float64Array.from({ length: 40 }, (_, i) => Math.sin(i));
const sampler = scorebook.metropolisHastings({
  dim: 2,
  energyDifference: scorebook.exactDifference(plane()),
  proposal: 0.3,
});
const run = { dim: 2, chains: 2, kept: 1, draws: two, acceptance: null };
const data = { dim: 2, training: two, validation: two };
const scaling = scorebook.standardising(two, 2);
const model = { network, scaling, provenance: {} };
const objective = { size: 2, evaluate: () => 0 };
const polynomial = scorebook.Polynomial.parse("a + b");
const field = scorebook.scoreField(plane());
const schedule = scorebook.optimalSchedule(scorebook.twoClouds(), [1, 0.5]);
const view = { x: [[-1, 1], interval], y: [[-1, 1], interval] } as const;

const mixture3d = new scorebook.GaussianMixture([
  { weight: 1, mean: [0, 0, 0], covariance: 1 as unknown as number[][] },
]);
const density1d: Argument = [line(), thing(plane())];
const density2d: Argument = [plane(), thing(line())];
const anyDensity: Argument = [plane(), thing()];
const reconstruction2d: Argument = [network, thing()];
const shapeArgument: Argument = { dim: [2, whole()], hidden: [3, whole()], tied: [false, []] };
const generator: Argument = [random(), rng];
const diagnostics: Arguments = () => ({ draws: [draws, finitePoints(1)], chains: [2, whole()] });

const residualWeights: scorebook.ResidualWeights = {
  hidden: [{ matrix: new Float64Array(6).fill(0.1), bias: new Float64Array(3) }],
  output: { matrix: new Float64Array(6).fill(0.1), bias: new Float64Array(2) },
  linear: new Float64Array(4),
};
/** Of two units and one coordinate: W1, b1, V, c, A. */
const sigmaShape = { dim: 1, hidden: [2], activation: "silu", conditioned: false } as const;
const sigmaParameters = new Float64Array(8);
const sigmaNetwork = (): scorebook.SigmaNetwork => new scorebook.SigmaNetwork(sigmaShape, sigmaParameters, [0.1, 1], 1);
const logistic = {
  logPdf: (x: Float64Array) => x.map((at) => -at - 2 * Math.log1p(Math.exp(-at))),
  score: (x: Float64Array) => x.map((at) => -Math.tanh(at / 2)),
};
const residualOptions: Argument = {
  sigma: [0.3, [...positive, [1, 0.3], [0, 1]]],
  seed: [1, seed],
  hidden: [[2], optional(entries([0], [0.5]))],
  activation: ["silu", ["relu6", null]],
  optimiser: ["adam", ["sgd", null]],
  loss: ["dae", ["DAE", null]],
  steps: [1, optional(whole())],
  batch: [2, optional(whole())],
  learningRate: [0.01, optional(positive)],
  patience: [1, optional(whole())],
  probes: [0, optional(whole(0))],
  precision: ["float64", ["float16", null]],
  engine: ["plain", ["gpu", null]],
};

const tested = scorebook.testedFunction((x: Float64Array) => x.map((v) => -v), { dim: 2, output: "score" });
const fieldErrors: Argument = {
  dim: [2, whole()],
  sigma: [0.3, []],
  points: [two, somePoints(2)],
  scores: [two, [new Float64Array(2), ...somePoints(2)]],
  errors: [Float64Array.of(0.1, 0.2), [new Float64Array(1), ...somePoints(1)]],
};

/** The arguments of every public function, constructor and static method that takes some. */
export const signatures: Readonly<Record<string, Arguments>> = {
  // Densities
  EnergyDensity: () => ({
    options: {
      expression: ["x^2", ["", "x +", "sin x", "q", 3, undefined, null]],
      domain: [
        [[-1, 1]],
        entries(
          [[1, -1]],
          [[0, Number.POSITIVE_INFINITY]],
          [[0]],
          [1],
          [
            [0, 1],
            [0, 1],
            [0, 1],
          ],
        ),
      ],
    },
  }),
  "Expression.parse": () => ({
    expression: ["x^2", ["", "x +", "sin x", "q", 3, undefined, null]],
    variables: [["x"], [3, undefined, null]],
  }),
  FinitePoints: () => ({
    points: [two, finitePoints(2)],
    dim: [2, whole()],
    weights: [Float64Array.of(1, 2), [new Float64Array(2), three, 3]],
  }),
  GaussianMixture: () => ({
    components: [
      [{ weight: 1, mean: [0], covariance: [[1]] }],
      entries(
        [3],
        [{}],
        [{ weight: 0, mean: [0], covariance: 1 }],
        [{ weight: Number.NaN, mean: [0], covariance: 1 }],
        [{ weight: 1, mean: [], covariance: 1 }],
        [{ weight: 1, mean: [Number.NaN], covariance: 1 }],
        [{ weight: 1, mean: 0, covariance: 1 }],
        [{ weight: 1, mean: [0] }],
        [{ weight: 1, mean: [0], covariance: [[-1]] }],
        [{ weight: 1, mean: [0], covariance: [[1], [1]] }],
      ),
    ],
    noise: [0, optional(notNegative)],
  }),
  CurveDistribution: () => ({ curve: [curve, thing({ ...curve, dim: 0 }, { ...curve, interval: [1, 0] })] }),
  hasDensity: () => ({}),
  distancesToCurve: () => ({ curve: [curve, thing()], points: [two, points(2)] }),
  nearestOnCurve: () => ({ curve: [curve, thing()], points: [two, points(2)] }),
  localMoments: () => ({ density: anyDensity, point: [Float64Array.of(0, 0), point(2)], radius: [0.1, positive] }),
  localExpansion: () => ({
    density: anyDensity,
    point: [Float64Array.of(0, 0), point(2)],
    radius: [0.1, positive],
    order: [2, [3, "2", null]],
  }),
  ...Object.fromEntries(
    (["relativeLaplacian", "relativeBiLaplacian", "relativeLaplacianGradient"] as const).map((name) => [
      name,
      () => ({ density: anyDensity, point: [Float64Array.of(0, 0), point(2)] }) as const,
    ]),
  ),

  // Reconstructions
  ...Object.fromEntries(
    (["Dae1d", "Rcae1d", "Dae2d", "Rcae2d"] as const).map((name) => [
      name,
      () =>
        ({
          density: name.endsWith("1d") ? density1d : density2d,
          sigma: [0.3, [1e-300, 1e300, ...positive]],
        }) as const,
    ]),
  ),
  RcaeLangevin: () => ({
    density: anyDensity,
    sigma: [0.3, [1e100, ...positive]],
    options: {
      rng: generator,
      samples: [10, optional(whole(2))],
      stepsPerTime: [2, optional(whole())],
      halvings: [3, optional(whole(2))],
    },
  }),
  optimalReconstruction: () => ({
    density: [line(), thing()],
    method: ["dae", ["DAE", "", undefined, null]],
    sigma: [0.3, [1e-300, 1e300, ...positive]],
  }),
  PlaneWaves: () => ({
    waves: [
      [{ direction: [1], waveVector: [1], phase: 0 }],
      entries(
        [{}],
        [3],
        [{ direction: [], waveVector: [], phase: 0 }],
        [{ direction: [1], waveVector: [1, 2], phase: 0 }],
        [{ direction: [1], waveVector: [Number.NaN], phase: 0 }],
        [{ direction: [1], waveVector: [1], phase: Number.NaN }],
      ),
    ],
  }),
  pathsToExponentialTime: () => ({
    density: anyDensity,
    sigma: [0.3, positive],
    start: [Float64Array.of(0, 0), [Float64Array.of(0, Number.NaN), ...point(2)]],
    count: [1, whole()],
    rng: generator,
  }),
  monteCarloExpectation: () => ({
    distribution: anyDensity,
    f: [() => two, callback],
    rng: generator,
    n: [2, whole(2)],
  }),
  gaussianPosterior: () => ({ density: anyDensity, sigma: [0.3, positive], corrupted: [two, points(2)] }),
  contractionGap: () => ({ density: anyDensity, u: [field, thing()], sigma: [0.3, positive] }),
  verifyClaim: () => ({ id: ["i1", ["T1", undefined]] }),
  optimalDenoiserOn: () => ({ density: density1d, sigma: [0.3, positive] }),
  optimalContractionOn: () => ({ density: density1d, sigma: [0.3, positive] }),
  nextOrderOn: () => ({ density: density1d, sigma: [0.3, positive] }),
  contractionOn: () => ({ density: density1d, sigma: [0.3, positive] }),
  energyDifferencesOn: () => ({ density: [line(), thing(mixture3d)], sigma: [0.3, positive] }),
  samplingOn: () => ({ density: [line(), thing(mixture3d)], sigma: [0.3, positive] }),
  conservativeFieldOn: () => ({ data: [plane(), thing(line())], sigma: [0.3, positive] }),
  localMomentsOn: () => ({
    density: [plane(), thing()],
    point: [Float64Array.of(0, 0), point(2)],
    radius: [0.1, positive],
  }),
  ...Object.fromEntries(
    (["circulation", "curlOverDisc"] as const).map((name) => [
      name,
      () => ({
        r: [network, thing(optimum)],
        circle: {
          center: [
            [0, 0],
            [[0], [0, Number.NaN], ...something],
          ],
          radius: [1, positive],
        },
        points: [16, optional(whole(8))],
      }),
    ]),
  ),
  impliedSigma: () => ({ density: anyDensity, reconstruction: [network, thing(optimum)], guess: [0.3, positive] }),
  firstOrderSigma: () => ({ density: anyDensity, reconstruction: [network, thing(optimum)] }),
  fourthOrderTerm: () => ({ density: anyDensity, method: ["dae", ["DAE", undefined]], points: [two, points(2)] }),
  commutator: () => ({ density: anyDensity, points: [two, points(2)] }),
  falseAttractors: () => ({
    r: reconstruction2d,
    starts: [two, points(2)],
    curve: [curve, thing()],
    options: optionally({
      cutoff: [3, optional(positive)],
      steps: [1, optional(whole())],
      tolerance: [0.1, optional(positive)],
    }),
  }),
  noiseRadius: () => ({ dim: [2, whole()], exceeded: [0.1, optional([0, 1, ...positive])] }),
  modesOf: () => ({ r: reconstruction2d, starts: [two, somePoints(2)] }),
  fixedPoints: () => ({ r: reconstruction2d, starts: [two, points(2)] }),
  rescale: () => ({ r: reconstruction2d, unit: [2, positive] }),
  scaledField: () => ({ field: [field, thing()], factor: [2, finite] }),
  scoreField: () => ({ density: anyDensity }),
  gaussianAverage: () => ({ sigma: [0.3, positive], f: [() => 1, callback] }),
  noiseAverage: () => ({ density: density1d, sigma: [0.3, positive], x: [0, finite], f: [() => 1, callback] }),
  contractiveLoss: () => ({
    density: [line(), thing(scorebook.spiral())],
    r: [optimum, thing()],
    sigma: [0.3, positive],
  }),
  denoisingLoss: () => ({ density: [line(), thing()], r: [(x: Float64Array) => x, callback], sigma: [0.3, positive] }),
  expectation: () => ({ density: [line(), thing()], f: [(x: Float64Array) => x, callback] }),
  ...Object.fromEntries(
    (["displacement", "scoreEstimate", "hessianEstimate"] as const).map((name) => [
      name,
      () => ({ reconstruction: reconstruction2d, points: [two, points(2)] }) as const,
    ]),
  ),

  // Networks and their training
  OneLayer: () => ({
    weights: [
      weights,
      thing(
        { ...weights, encoder: new Float64Array(5) },
        { ...weights, hiddenBias: new Float64Array(0) },
        { ...weights, outputBias: [0, 0] },
      ),
    ],
    sigma: [0.3, positive],
    activation: [scorebook.tanh, optional(thing())],
  }),
  TiedOneLayer: () => ({
    weights: [weights, thing({ ...weights, encoder: new Float64Array(5) })],
    sigma: [0.3, positive],
  }),
  MultiLayer: () => ({
    layers: [
      [{ matrix: new Float64Array(4), bias: new Float64Array(2) }],
      entries(
        [{}],
        [3],
        [{ matrix: new Float64Array(3), bias: new Float64Array(2) }],
        [{ matrix: new Float64Array(4), bias: new Float64Array(0) }],
      ),
    ],
    sigma: [0.3, positive],
  }),
  parameterCount: () => ({ shape: shapeArgument }),
  parametersIn: () => ({ vector: [new Float64Array(17), point(17)], shape: shapeArgument }),
  parameterVector: () => ({ weights: [weights, [3, { ...weights, encoder: 3 }, undefined, null]] }),
  initialParameters: () => ({
    points: [two, somePoints(2)],
    shape: shapeArgument,
    scale: [1, positive],
    rng: generator,
    output: [0.1, optional(positive)],
  }),
  fusedReconstruction: () => ({
    network: [network, thing()],
    options: optionally({ threads: [1, optional(whole())] }),
  }),
  "FusedDenoisingLoss.create": () => ({
    clean: [two, somePoints(2)],
    noisy: [two, [new Float64Array(2), ...somePoints(2)]],
    shape: shapeArgument,
  }),
  "FusedContractiveLoss.create": () => ({
    points: [two, somePoints(2)],
    sigma: [0.3, notNegative],
    shape: shapeArgument,
  }),
  DenoisingLoss: () => ({
    clean: [two, somePoints(2)],
    noisy: [two, [new Float64Array(2), ...somePoints(2)]],
    shape: shapeArgument,
  }),
  ContractiveLoss: () => ({ points: [two, somePoints(2)], sigma: [0.3, notNegative], shape: shapeArgument }),
  TensorflowDenoisingLoss: () => ({
    clean: [two, somePoints(2)],
    noisy: [two, [new Float64Array(2), ...somePoints(2)]],
    shape: shapeArgument,
  }),
  TensorflowContractiveLoss: () => ({ points: [two, somePoints(2)], sigma: [0.3, notNegative], shape: shapeArgument }),
  trainDeep: () => ({
    points: [two, finitePoints(2)],
    options: {
      dim: [2, whole()],
      layers: [[3], entries([0], [1.5])],
      sigma: [0.3, positive],
      steps: [1, whole()],
      seed: [1, seed],
      batch: [2, optional(whole())],
      learningRate: [0.01, optional(positive)],
    },
  }),
  bayesRisk: () => ({
    density: [scorebook.spiral(), thing()],
    sigma: [0.3, positive],
    draws: { clean: [two, somePoints(2)], noisy: [two, somePoints(2)] },
  }),
  lossOnDraws: () => ({
    r: reconstruction2d,
    draws: { clean: [two, somePoints(2)], noisy: [two, [new Float64Array(2), ...somePoints(2)]] },
  }),
  corruptedDraws: () => ({
    points: [two, somePoints(1)],
    sigma: [0.3, positive],
    noiseReplicates: [1, whole()],
    rng: generator,
  }),
  corrupt: () => ({ points: [two, points(1)], sigma: [0.3, notNegative], rng: generator }),
  drawnData: () => ({ distribution: [scorebook.spiral(), thing()], n: [2, whole()], seed: [1, seed] }),
  splitData: () => ({
    points: [two, somePoints(2)],
    dim: [2, whole()],
    fraction: [0.5, [0, 1, ...notNegative]],
    seed: [1, seed],
  }),
  "Training.start": () => ({
    data: { dim: [2, whole()], training: [two, finitePoints(2)], validation: [two, finitePoints(2)] },
    options: {
      sigma: [0.3, positive],
      hidden: [3, whole()],
      iterations: [1, whole()],
      seed: [1, seed],
      initialScale: [1, positive],
      loss: ["dae", ["DAE", null]],
      noiseReplicates: [1, optional(whole())],
      history: [5, optional(whole())],
    },
  }),
  "Training.resume": () => ({ data: [data, []], checkpoint: [{}, [{}, 3, null, undefined]] }),
  trainModel: () => ({
    plan: {
      data: [data, thing()],
      source: ["a", []],
      options: [{ sigma: 0.3, hidden: 2, iterations: 1, seed: 1, initialScale: 1 }, something],
    },
  }),
  train: () => ({
    plan: {
      data: [data, thing()],
      source: ["a", []],
      options: [{ sigma: 0.3, hidden: 2, iterations: 1, seed: 1, initialScale: 1 }, something],
    },
  }),
  chooseInitialScale: () => ({
    data: [data, thing()],
    options: { sigma: [0.3, positive], hidden: [2, whole()], iterations: [1, whole()], seed: [1, seed] },
  }),
  spiralPlan: () => ({ level: { sigma: [0.01, positive] }, seed: [1, seed] }),
  committedModel: () => ({ model: [scorebook.committedModels[0], thing()] }),
  readModel: () => ({ path: ["model.json", [3, undefined, null]] }),
  writeModel: () => ({ path: ["no/such/folder/model.json", [3, undefined, null]] }),
  ...Object.fromEntries(
    (["modelReconstruction", "modelDisplacement", "modelScore"] as const).map((name) => [
      name,
      () => ({ model: [model, thing()], points: [two, points(2)] }) as const,
    ]),
  ),
  dataScale: () => ({ points: [two, [new Float64Array(4), ...somePoints(2)]], dim: [2, whole()] }),
  standardising: () => ({ points: [two, somePoints(2)], dim: [2, whole()] }),
  ...Object.fromEntries(
    (["toScaled", "fromScaled"] as const).map((name) => [
      name,
      () => ({ points: [two, points(2)], scaling: [scaling, thing({ mean: two, scale: three })] }) as const,
    ]),
  ),
  fieldQuality: () => ({ r: reconstruction2d, data: [scorebook.spiral(), thing()], points: [two, somePoints(2)] }),
  jacobianAsymmetry: () => ({ r: reconstruction2d, points: [two, somePoints(2)] }),
  meanCosine: () => ({
    u: [two, somePoints(2)],
    v: [two, [new Float64Array(2), ...somePoints(2)]],
    dim: [2, whole()],
  }),
  fractionTowards: () => ({
    field: [two, somePoints(2)],
    points: [two, somePoints(2)],
    targets: [two, somePoints(2)],
    dim: [2, whole()],
  }),

  // Sampling
  metropolisHastings: () => ({
    options: { dim: [2, whole()], energyDifference: [() => two, callback], proposal: [0.3, positive] },
  }),
  metropolisOnEnergy: () => ({
    options: { dim: [2, whole()], energy: [() => two, callback], proposal: [0.3, positive] },
  }),
  mala: () => ({
    options: {
      dim: [2, whole()],
      score: [() => two, callback],
      energyDifference: [() => two, callback],
      step: [0.3, positive],
    },
  }),
  malaOnEnergy: () => ({
    options: {
      dim: [2, whole()],
      score: [() => two, callback],
      energy: [() => two, callback],
      step: [0.3, positive],
    },
  }),
  unadjustedLangevin: () => ({ options: { dim: [2, whole()], score: [() => two, callback], step: [0.3, positive] } }),
  adaptingSampler: () => ({
    options: {
      samplerFor: [() => sampler, callback],
      initial: [0.3, positive],
      target: { acceptance: [0.2, [0, 1, ...finite]], slope: [0.5, positive] },
    },
  }),
  adaptedProposal: () => ({ state: [{ averageLogProposal: 0 }, thing()] }),
  adaptProposal: () => ({
    options: [{ samplerFor: () => sampler, initial: 0.3, target: scorebook.metropolisTarget }, something],
    rng: generator,
    starts: [two, finitePoints(2)],
    steps: [1, whole()],
  }),
  ChainRun: () => ({
    sampler: [sampler, thing()],
    rng: generator,
    starts: [two, finitePoints(2)],
    options: {
      steps: [3, [1e18, ...whole()]],
      burnIn: [1, optional([3, ...whole(0)])],
      thin: [1, optional([3, ...whole()])],
    },
  }),
  runChains: () => ({
    sampler: [sampler, thing()],
    rng: generator,
    starts: [two, finitePoints(2)],
    options: { steps: [3, whole()] },
  }),
  sample: () => ({
    sampler: [sampler, thing()],
    starts: [two, finitePoints(2)],
    options: { label: ["chains", text], seed: [1, seed], steps: [3, whole()] },
  }),
  chainPath: () => ({ run: [run, thing({ ...run, draws: three })], chain: [0, [2, ...whole(0)]] }),
  finiteChains: () => ({ run: [run, thing({ ...run, draws: three })] }),
  coordinateDraws: () => ({
    draws: [draws, somePoints(2)],
    chains: [2, whole()],
    dim: [2, whole()],
    coordinate: [0, [2, ...whole(0)]],
  }),
  ...Object.fromEntries(
    (
      [
        "effectiveSampleSize",
        "bulkEffectiveSampleSize",
        "tailEffectiveSampleSize",
        "splitRHat",
        "rankNormalisedRHat",
        "meanOfChains",
      ] as const
    ).map((name) => [name, diagnostics]),
  ),
  firstOrderDifference: () => ({ r: reconstruction2d }),
  refinedPathDifference: () => ({ r: reconstruction2d }),
  smoothedEnergy: () => ({ r: reconstruction2d }),
  smoothedDifference: () => ({ r: [optimum, thing(network)] }),
  stationaryOnLine: () => ({
    chain: {
      energyDifference: [(from: Float64Array) => from, callback],
      proposal: [0.3, positive],
      range: [[-1, 1], interval],
    },
    intervals: [16, optional(whole(16))],
  }),
  exactDifference: () => ({ density: anyDensity }),
  pathDifference: () => ({
    r: reconstruction2d,
    rule: [scorebook.midpointRule, thing({ nodes: three, weights: two })],
  }),
  QuadratureCheck: () => ({ r: reconstruction2d, nodes: [1, [101, ...whole().filter((value) => value !== null)]] }),
  gaussLegendreRule: () => ({ k: [1, [1e6, ...whole()]] }),
  energyTest: () => ({
    x: [two, finitePoints(2)],
    y: [two, finitePoints(2)],
    dim: [2, whole()],
    rng: generator,
    permutations: [9, optional(whole())],
  }),
  energyDistance: () => ({ x: [two, finitePoints(2)], y: [two, finitePoints(2)], dim: [2, whole()] }),
  slicedWasserstein: () => ({
    x: [two, finitePoints(2)],
    y: [two, finitePoints(2)],
    dim: [2, whole()],
    rng: generator,
    directions: [2, optional(whole())],
  }),
  ksPValue: () => ({
    sample: [draws, [new Float64Array(20).fill(Number.NaN), ...somePoints(1)]],
    cdf: [() => 0.5, [() => 2, ...callback]],
  }),
  chiSquaredPValue: () => ({
    counts: [[5, 5], entries([5], [5, -1], [5, 0.5])],
    expected: [[5, 5], entries([5, 4], [5, 6], [5])],
  }),
  firstOrderStationary: () => ({ dim: [1, [21, ...whole()]], step: [1, [0.1, 6, ...positive]] }),
  firstOrderVarianceLimit: () => ({ length: [1, notNegative] }),
  geometricSchedule: () => ({
    largest: [1, [0.01, ...positive]],
    smallest: [0.1, positive],
    levels: [2, [1e12, ...whole(2)]],
  }),
  optimalSchedule: () => ({
    data: [scorebook.twoClouds(), thing()],
    sigmas: [
      [1, 0.5],
      [[], 3, undefined, null],
    ],
  }),
  annealedLangevin: () => ({
    schedule: [schedule, entries([{}], [schedule[1], schedule[0]])],
    options: { stepsPerLevel: [1, whole()], step: [0.1, [0, 2, ...finite]] },
  }),
  runAnnealedLangevin: () => ({
    schedule: [schedule, entries([{}])],
    rng: generator,
    starts: [two, finitePoints(2)],
    options: { stepsPerLevel: [1, whole()], step: [0.1, [0, 2, ...finite]] },
  }),
  reverseDiffusion: () => ({
    schedule: [schedule, entries([{}])],
    rng: generator,
    starts: [two, finitePoints(2)],
    options: optionally({ noise: [0.5, optional([1.1, ...notNegative])] }),
  }),
  gaussianOfPoints: () => ({ points: [two, somePoints(2)], dim: [2, whole()] }),
  probabilityFlow: () => ({ schedule: [schedule, entries([{}])], starts: [two, finitePoints(2)] }),
  flowVelocity: () => ({ r: reconstruction2d, points: [two, points(2)] }),
  logDensityAlongFlow: () => ({
    schedule: [schedule, entries([{}])],
    path: [[two, two], entries([two], [two, three], [two, two, two])],
  }),

  // Numerics
  createRng: () => ({ seed: [1, seed], stream: [0, [-1, 2 ** 32, 0.5, Number.NaN, "1", null]] }),
  wilsonInterval: () => ({
    successes: [1, [3, ...whole(0)]],
    trials: [2, whole()],
    level: [0.9, optional([0, 1, ...positive])],
  }),
  bootstrapMean: () => ({
    values: [[1, 2], entries([Number.NaN])],
    rng: generator,
    options: optionally({ level: [0.9, optional([0, 1, ...positive])], resamples: [5, optional(whole())] }),
  }),
  richardson: () => ({
    points: [
      [
        { at: 1, value: 1 },
        { at: 2, value: 2 },
      ],
      entries(
        [{ at: 1, value: 1 }],
        [
          { at: 0, value: 1 },
          { at: 1, value: 1 },
        ],
        [
          { at: 1, value: Number.NaN },
          { at: 2, value: 1 },
        ],
      ),
    ],
    error: [0, optional(notNegative)],
  }),
  convergenceOrder: () => ({
    points: [
      [
        { at: 1, error: 1 },
        { at: 2, error: 2 },
      ],
      entries(
        [{ at: 1, error: 1 }],
        [
          { at: 1, error: 0 },
          { at: 2, error: 1 },
        ],
        [
          { at: -1, error: 1 },
          { at: 2, error: 1 },
        ],
      ),
    ],
  }),
  zeroCrossings: () => ({ x: [[0, 1], entries([0])], y: [[1, -1], entries([1])] }),
  distributionFunction: () => ({ x: [Float64Array.of(0, 1), entries([0])], density: [[1, 1], entries([0, 0], [1])] }),
  linspace: () => ({ lower: [0, finite], upper: [1, finite], n: [2, [1e12, ...whole()]] }),
  squareGrid: () => ({ halfWidth: [1, positive], n: [2, [1e12, ...whole()]] }),
  integrate: () => ({
    f: [(x: Float64Array) => x, callback],
    edges: [
      Float64Array.of(0, 1),
      [Float64Array.of(0), Float64Array.of(1, 0), Float64Array.of(0, Number.NaN), [0, 1], ...something],
    ],
    options: optionally({ tolerance: [1e-3, [-1, Number.NaN]], absolute: [0, [-1, Number.NaN]] }),
  }),
  ...Object.fromEntries(
    (["integrateBox", "integrateBoxes"] as const).map((name) => [
      name,
      () =>
        ({
          f: [(x: Float64Array) => x, callback],
          ...(name === "integrateBoxes" && { count: [1, whole()] }),
          edges: [
            [Float64Array.of(0, 1), Float64Array.of(0, 1)],
            entries(
              [Float64Array.of(0, 1)],
              [Float64Array.of(0, 1), [0, 1]],
              [Float64Array.of(1, 0), Float64Array.of(0, 1)],
            ),
          ],
        }) as Readonly<Record<string, Argument>>,
    ]),
  ),
  absoluteMonomialIntegral: () => ({
    powers: [[1], entries([-1], [Number.NaN])],
    domain: optionally({ radius: [1, optional(positive)] }),
  }),
  monomialIntegral: () => ({
    powers: [[2], entries([-1], [Number.NaN], [0.5])],
    domain: optionally({ radius: [1, optional(positive)] }),
  }),
  monomialAverage: () => ({ powers: [[2], entries([-1], [Number.NaN], [0.5])] }),
  quadraticFormIntegral: () => ({
    matrix: [[[1]], entries([[1, 2]], [[Number.NaN]])],
    radius: [1, optional(positive)],
  }),
  unitBallVolume: () => ({ dim: [2, [1e9, ...whole()]] }),
  startLbfgs: () => ({
    objective: [objective, thing({ ...objective, size: 0 })],
    x: [Float64Array.of(0, 0), point(2)],
  }),
  stepLbfgs: () => ({
    objective: [objective, thing()],
    state: [scorebook.startLbfgs(objective, Float64Array.of(0, 0)), thing()],
    options: optionally({
      history: [5, optional(whole())],
      curvature: [0.9, [0, 1, Number.NaN]],
      sufficientDecrease: [1e-4, [0, 1, Number.NaN]],
      gradientTolerance: [0, [-1, Number.NaN]],
    }),
  }),
  encodeState: () => ({ state: [{}, thing()] }),
  decodeState: () => ({ checkpoint: [{}, thing()] }),

  // Figures
  drawsOnLineFigure: () => ({
    density: [{ name: "p", logPdf: (x: Float64Array) => x }, thing()],
    samples: [[{ name: "a", draws: three, color: "dae" }], entries([{}], [{ name: "", draws: three, color: "dae" }])],
    range: [[-1, 1], interval],
    bins: [4, optional(whole(2))],
  }),
  convergencePlot: () => ({
    convergence: {
      of: ["r", []],
      expected: [4, something],
      measured: [4, something],
      points: [
        [
          { at: 1, error: 1 },
          { at: 2, error: 2 },
        ],
        entries(
          [{ at: 1, error: 1 }],
          [
            { at: 1, error: 0 },
            { at: 2, error: 1 },
          ],
        ),
      ],
    },
  }),
  fieldOverDataFigure: () => ({ points: [two, somePoints(2)], panels: [[{ heading: "a" }], entries()] }),
  alongAndAcrossFigure: () => ({
    manifold: [scorebook.wave(), thing(scorebook.curve10d(), plane())],
    options: { thickness: [0.1, positive], sigma: [0.3, positive] },
  }),
  threePointsFigure: () => ({ points: [[0, 1], entries([Number.NaN])], sigma: [0.2, positive] }),
  densityAndScoreFigure: () => ({ density: density1d, range: [[-1, 1], interval], scoreRange: [[-1, 1], interval] }),
  scoreEstimatesFigure: () => ({ density: density1d, sigmas: [[0.3], entries([0], [Number.NaN])] }),
  spiralFieldFigure: () => ({ r: [network, thing(optimum)], points: [two, points(2)] }),
  curveSamplesFigure: () => ({ columns: [[], entries([{}], [{ heading: "a", points: two, color: "ink" }])] }),
  spuriousAttractorFigure: () => ({
    r: [network, thing(optimum)],
    points: [two, points(2)],
    chain: { attractors: [[], [3, undefined, null]], path: [two, somePoints(2)] },
  }),
  langevinPathsFigure: () => ({
    density: density2d,
    paths: [[two], entries([three])],
    r: [Float64Array.of(0, 0), point(2)],
    view,
  }),
  lineChart: () => ({
    x: [[0, 1], entries()],
    curves: [[{ name: "a", y: [0, 1] }], entries([{}], [{ name: "a", y: [0] }])],
  }),
  localBallsFigure: () => ({ density: density2d, centers: [two, somePoints(2)], radius: [0.1, positive], view }),
  falseAttractorStudyFigure: () => ({
    rows: [
      [{ sigma: 0.1, iterations: 10, seed: 1, falseFraction: 0 }],
      entries([{}], [{ sigma: "0.1", iterations: 10, seed: 1, falseFraction: 0 }]),
    ],
  }),
  imageRowsFigure: () => ({
    rows: [[{ heading: "a", images: two }], entries([{}], [{ heading: "a", images: three }])],
    options: { height: [2, whole()], width: [2, whole()], range: [[0, 1], interval] },
  }),
  scoreAgainstScoreFigure: () => ({
    panels: [[{ heading: "a", exact: two, model: two }], entries([{}], [{ heading: "a", exact: two, model: three }])],
  }),
  attractorDistancesFigure: () => ({
    rows: [
      [{ sigma: 0.1, iterations: 10, distance: 5, learnt: 0.5 }],
      entries([{}], [{ sigma: 0.1, iterations: 10, distance: "5", learnt: 0.5 }]),
    ],
    cutoff: [3, positive],
  }),
  falseAttractorsFigure: () => ({
    points: [two, somePoints(2)],
    panels: [
      [{ heading: "a", r: network, attractors: [] }],
      entries([{}], [{ heading: "a", r: network, attractors: null }]),
    ],
  }),
  leastEnergyRise: () => ({
    energyDifference: [scorebook.exactDifference(plane()), callback],
    at: [Float64Array.of(0, 0), point(2)],
    radius: [0.1, positive],
  }),
  lossCurveFigure: () => ({ curve: [[{ iteration: 0, training: 1, validation: 1 }], entries()] }),
  particlesFigure: () => ({
    panels: [
      [{ heading: "a", path: [two], halfWidth: 1 }],
      entries(
        [{}],
        [{ heading: "a", path: [three], halfWidth: 1 }],
        [{ heading: "a", path: [two], halfWidth: 0 }],
        [{ heading: "a", path: [], halfWidth: 1 }],
      ),
    ],
    data: [two, points(2)],
  }),
  planeMapFigure: () => ({
    density: density2d,
    maps: [[{ heading: "a", values: (x: Float64Array) => x }], entries([{}])],
    view: { ...view, resolution: [3, optional([1e9, ...whole(2)])] },
  }),
  quiver: () => ({
    points: [two, points(2)],
    vectors: [two, [new Float64Array(2), ...points(2)]],
    options: { head: [0.1, [0, -1, Number.NaN, undefined]], scale: [1, [0, -1, Number.NaN]] },
  }),
  themedAxis: () => ({ label: ["x", [3, undefined, null]] }),
  themedLayout: () => ({ settings: [{}, [3, undefined, null]] }),
  themedLine: () => ({ color: ["red", text], width: [1, positive] }),
  withSlider: () => ({
    options: {
      parameter: ["σ", text],
      values: [[0.1, 0.2], entries([Number.NaN, 1])],
      build: [() => ({ data: [], layout: {} }), [3, undefined, null]],
    },
  }),
  whatIsLearntFigure: () => ({
    density: density1d,
    reconstruction: [optimum, thing(network)],
    range: [[-1, 1], interval],
    scoreRange: [[-1, 1], interval],
  }),

  // Residual networks and ONNX Runtime
  ResidualNetwork: () => ({ weights: [residualWeights, thing()], sigma: [0.3, positive] }),
  SigmaNetwork: () => ({
    shape: { dim: [1, whole()], hidden: [[2], entries([0])], activation: ["silu", ["relu6", null]] },
    parameters: [sigmaParameters, [new Float64Array(3), ...points(1)]],
    sigmas: [
      [0.1, 1],
      [[1, 0.1], [0, 1], 3, undefined, null],
    ],
    dataScale: [1, positive],
  }),
  onnxReconstruction: () => ({
    network: [network, thing()],
    options: optionally({ precision: ["float64", ["float16", null]] }),
  }),
  "OnnxDenoisingLoss.create": () => ({
    clean: [two, somePoints(2)],
    noisy: [two, [new Float64Array(2), ...somePoints(2)]],
    shape: shapeArgument,
    options: optionally({ precision: ["float64", ["float16", null]] }),
  }),
  "OnnxContractiveLoss.create": () => ({
    points: [two, somePoints(2)],
    sigma: [0.3, notNegative],
    shape: shapeArgument,
    options: optionally({ precision: ["float64", ["float16", null]] }),
  }),
  "ResidualTraining.start": () => ({
    data: { dim: [2, whole()], training: [two, finitePoints(2)], validation: [two, finitePoints(2)] },
    options: residualOptions,
  }),
  "ResidualTraining.resume": () => ({ data: [data, []], checkpoint: [{}, [{}, 3, null, undefined]] }),
  trainResidualModel: () => ({
    plan: {
      data: [data, thing()],
      source: ["a", [3, undefined, null]],
      options: residualOptions,
    },
  }),
  TrainedModel: () => ({
    parts: { network: [network, thing()], scaling: [null, [3, {}]], provenance: [{}, something] },
  }),
  ResidualModel: () => ({
    parts: { network: [sigmaNetwork(), thing(network)], scaling: [null, [3, {}]], provenance: [{}, something] },
  }),
  networkOf: () => ({ model: [model, thing()], sigma: [0.3, [0.4, "0.3", Number.NaN, null]] }),
  fastReconstruction: () => ({
    network: [network, thing()],
    options: { threads: [1, whole()], batch: [1, optional(whole())] },
  }),
  chooseEngine: () => ({
    task: {
      task: ["evaluate", ["draw", undefined, null]],
      network: ["one-layer", ["two-layer", undefined, null]],
      dim: [2, whole()],
      hidden: [[3], entries([0])],
      batch: [10, whole()],
    },
    engine: ["auto", ["gpu", 3, null]],
    precision: ["float64", ["float16", 3, null]],
  }),
  describeEngine: () => ({
    choice: { engine: ["fused", ["gpu", undefined, null]], precision: ["float64", ["float16", undefined, null]] },
  }),

  // Fitted models, and models of others that are checked
  ClosedFormModel: () => ({
    parts: {
      density: [{ kind: "points", points: two, dim: 2 }, [{ kind: "histogram" }, {}, 3, undefined, null]],
      sigmas: [
        [0.3, 0.3],
        [[1, 0.3], 3, undefined, null],
      ],
      scaling: [null, [3, {}]],
      provenance: [{}, something],
    },
  }),
  ...Object.fromEntries(
    (["modelDim", "modelSigmas", "takesSigma"] as const).map((name) => [
      name,
      () => ({ model: [model, thing()] }) as const,
    ]),
  ),
  ...Object.fromEntries(
    (["isClosedForm", "isOneLayer"] as const).map((name) => [
      name,
      () => ({ model: [model, [3, undefined, null]] }) as const,
    ]),
  ),
  fitModel: () => ({
    plan: {
      rows: [draws, finitePoints(1)],
      dim: [1, whole()],
      source: ["a", []],
      sigma: [0.3, [0, -1, [1, 0.3], "big", null]],
      purpose: ["denoising", ["fun", null]],
      estimators: [["gaussian"], [[], ["forest"], 3, null]],
      seed: [1, optional(seed)],
      steps: [1, optional(whole())],
      columns: [["a"], [["a", "b"]]],
    },
  }),
  brokenModels: () => ({
    density: [plane(), thing()],
    options: optionally({ memorised: [2, optional(whole())], sigmaFactor: [2, optional(positive)] }),
  }),
  densityInUnits: () => ({
    density: [plane(), thing()],
    units: [Float64Array.of(1, 2), [Float64Array.of(1, 0), Float64Array.of(1, Number.NaN), ...point(2)]],
  }),
  mistrainedModels: () => ({
    density: [plane(), thing()],
    sigma: [0.5, positive],
    options: optionally({
      pairs: [20, optional(whole())],
      kernels: [2, optional(whole())],
      seed: [1, optional(seed)],
    }),
  }),
  checkScore: () => ({
    model: [tested, thing()],
    options: {
      density: [plane(), [3, {}]],
      sigmas: [[0.3], [[], [0], [-1], 3, null]],
      tolerance: [0.2, optional(positive)],
      output: ["auto", ["colour", null]],
      points: [100, [1, 1e9]],
      seed: [1, optional(seed)],
    },
  }),
  openOnnxFile: () => ({ path: ["model.onnx", text] }),
  startProcess: () => ({
    command: ["cat", text],
    options: {
      dim: [2, whole()],
      output: ["score", ["colour", null]],
      protocol: ["json", ["xml", null]],
      timeout: [1, optional(positive)],
    },
  }),
  testedFunction: () => ({
    f: [tested.evaluate, callback],
    options: { dim: [2, whole()], output: ["score", ["colour", null]] },
  }),
  testedReconstruction: () => ({ r: [network, thing()] }),
  testedStoredModel: () => ({ model: [model, thing()] }),
  scoreErrorFigure: () => ({ field: fieldErrors, label: ["error", []] }),
  scoreArrowFigure: () => ({ field: fieldErrors }),

  // Densities of one's own, and errors
  density: () => ({
    options: {
      dim: [1, whole()],
      logPdf: [logistic.logPdf, callback],
      score: [logistic.score, callback],
      hessian: [undefined, [3, null]],
      scoreLaplacian: [undefined, [3, null]],
      sample: [undefined, [3, null]],
      support: [undefined, [[], [[1, 0]], 3, null]],
      features: [undefined, [3, null]],
      effectiveSupport: [undefined, [3, null]],
    },
  }),
  hessianByDifferences: () => ({ density: [line(), thing()], points: [three, points(1)] }),
  scoreLaplacian: () => ({ density: anyDensity, points: [two, points(2)] }),
  errorsAt: () => ({ optimum: [optimum, thing(network)], points: [three, points(1)] }),
  displacementJacobian: () => ({ reconstruction: reconstruction2d, points: [two, points(2)] }),
  absoluteMonomialEstimate: () => ({
    powers: [
      [0, 2],
      [[], [-1, 2], [Number.NaN], 3, undefined, null],
    ],
    domain: optionally({ radius: [1, optional(positive)] }),
  }),
  monomialEstimate: () => ({
    powers: [
      [0, 2],
      [[], [0.5, 2], [-1, 2], [Number.NaN], 3, undefined, null],
    ],
    domain: optionally({ radius: [1, optional(positive)] }),
  }),

  // Files, and what notebooks show things with
  readPoints: () => ({ path: ["points.csv", [3, undefined, null]] }),
  openPoints: () => ({ path: ["points.csv", [3, undefined, null]] }),
  describePoints: () => ({ summary: [{}, [3, {}, undefined, null]] }),
  "Polynomial.parse": () => ({ text: ["a", text] }),
  taylorPolynomial: () => ({ name: ["p", text], variables: [["x"], entries()], order: [2, [1000, ...whole(0)]] }),
  averageOverNoise: () => ({ polynomial: [polynomial, thing()], noise: ["a", text], variance: ["t", text] }),
  coefficientOf: () => ({ polynomial: [polynomial, thing()], name: ["a", text], power: [1, whole(0)] }),
  primes: () => ({ name: ["h", text], variable: ["e", text], order: [2, [1000, ...whole(0)]] }),
  replaceNames: () => ({ polynomial: [polynomial, thing()], replacements: [{ a: "b" }, [3, undefined, null]] }),
  totalDerivative: () => ({ polynomial: [polynomial, thing()], own: [{ a: "b" }, [3, undefined, null]] }),
  progress: () => ({ label: ["a", text], total: [1, positive] }),
  showReport: () => ({ report: [{}, thing()] }),
  show: () => ({ figure: [{}, [3, undefined, null]] }),
  tableOf: () => ({ headings: [["a"], entries()], rows: [[], [3, undefined, null]] }),
  table: () => ({ rows: [[], [3, undefined, null]] }),
  markdown: () => ({ text: ["a", text] }),
  tex: () => ({ formula: ["a", text] }),
};

/** What takes no arguments, none that can be wrong, or is no function. */
export const withoutArguments: readonly string[] = [
  ...["paper1d", "threeBumps", "twoClouds", "wave", "spiral", "curve10d", "curve10dData", "interruptedDraws"],
  ...["falseAttractorStudy", "attractorDistanceStudy"],
  ...["loadTensorflow", "loadOnnxRuntime", "InputError"],
];
