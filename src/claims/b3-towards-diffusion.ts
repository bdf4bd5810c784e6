import { EigenvalueDecomposition, Matrix } from "ml-matrix";
import type { Density, Distribution } from "../density/density.ts";
import type { GaussianMixture } from "../density/gaussian/gaussian-mixture.ts";
import { largestSize } from "../numerics/sorting/maximum.ts";
import { logDensityAlongFlow } from "../sampling/diffusion/flow-log-density.ts";
import { geometricSchedule, type NoiseSchedule, optimalSchedule } from "../sampling/diffusion/noise-schedule.ts";
import { type FlowMethod, probabilityFlow } from "../sampling/diffusion/probability-flow.ts";
import type { Claim } from "./claim.ts";
import type { Check, ClaimReport, OrderFit } from "./claim-report.ts";
import type { ClaimStatement } from "./claim-statement.ts";
import { inTenDimensions, modesApart, onTheSpiral } from "./evidence/b3-samples.ts";
import { draws, rootMeanSquare } from "./evidence/draws.ts";
import { check, fitOrder, report } from "./evidence/evidence.ts";
import { mixtureCdf } from "./evidence/mixture-cdf.ts";
import { gaussianCases, type MixtureCase, mixtureCases } from "./evidence/mixtures.ts";
import { rememberedAt } from "./evidence/remembered.ts";

/** The denoisers of a distribution for decreasing sigmas, which B3 is about. */
export type ScheduleOf = (data: Distribution, sigmas: Float64Array) => NoiseSchedule;

/** The flow is measured between these sigmas. The largest is far wider than the data, the smallest is narrower. */
const LARGEST = 4;
const SMALLEST = 0.25;
/** The numbers of steps between the sigmas. They are so large that the next power changes an order by less than 0.05. */
const STEPS: readonly number[] = [64, 96, 128, 192];
/** The number of steps for the exact statements. Half of this number gives the error. */
const FINE = 256;
const METHODS: readonly { readonly method: FlowMethod; readonly name: string; readonly order: number }[] = [
  { method: "euler", name: "Euler", order: 1 },
  { method: "heun", name: "Heun", order: 2 },
];
const HALVING = "the change if the steps are twice as long, which is three times the error of Heun's method";

const about: ClaimStatement = {
  id: "b3",
  title: "Towards diffusion models",
  statement:
    "With r_σ* for falling σ, dx/dσ = −(r_σ(x) − x)/σ takes p_σ to p_σ′ exactly. This flow, the reverse diffusion r + (σ′/σ)² (x − r) + σ′ √(1 − σ′²/σ²) z, and annealed Langevin, x + η (r_σ(x) − x) + √(2η) σ z, sample the paper's data from pure noise, where chains at one σ are stuck.",
  hypotheses:
    "The reconstruction is the optimal denoiser of p at each σ of the schedule, so that its score is that of p_σ.",
  source: "beyond the paper, from Theorem 1 and section 4",
  stem: "b3-towards-diffusion",
  chapter: "09-towards-diffusion",
};

/** B3: the flow transports p_σ to p_σ′. The flow and annealed Langevin sample modes that a walk at one noise level does not reach. */
export const b3: Claim<ScheduleOf> = {
  ...about,
  verify(scheduleOf: ScheduleOf = optimalSchedule): ClaimReport {
    const gaussians = inOneTwoAndTen(gaussianCases).map(({ name, density }) => ({
      name: `the flow of ${name}, against its closed form`,
      error: gaussianError(scheduleOf, density),
    }));
    const [line, ...spaces] = inOneTwoAndTen(mixtureCases);
    const quantiles = {
      name: `F_σ(x_σ) along the flow, ${line.name}`,
      error: quantileError(scheduleOf, line.density),
    };
    const conserved = spaces.map(({ name, density }) => ({
      name: `log p_σ(x_σ) − ∫ (tr dr/dx − d) dσ/σ along the flow, ${name}`,
      error: conservationError(scheduleOf, density),
    }));
    const exact = [...gaussians, quantiles, ...conserved];
    return report(
      about,
      [...exact.map(exactCheck), ...modesApart(scheduleOf), ...onTheSpiral(scheduleOf), ...inTenDimensions(scheduleOf)],
      [...gaussians, quantiles].flatMap(bothOrders).concat(conserved.map((one) => fittedOrder(one, METHODS[1]))),
    );
  },
};

/** A statement about the flow. Its error is measured at 64 draws, for a number of steps. */
interface Statement {
  readonly name: string;
  error(steps: number, method: FlowMethod): Float64Array;
}

function inOneTwoAndTen(cases: readonly MixtureCase[]): MixtureCase[] {
  return cases.filter(({ density }) => density.dim !== 3);
}

/** Checks the statement at the end of many steps of Heun's method. */
function exactCheck({ name, error }: Statement): Check {
  const [fine, coarse] = [error(FINE, "heun"), error(FINE / 2, "heun")];
  return check({
    name: `${name}, σ = ${LARGEST} … ${SMALLEST} in ${FINE} steps: largest error`,
    predicted: 0,
    measured: largestSize(fine),
    tolerance: largestSize(fine.map((value, i) => value - coarse[i])),
    toleranceReason: HALVING,
  });
}

function bothOrders(statement: Statement): OrderFit[] {
  return METHODS.map((method) => fittedOrder(statement, method));
}

function fittedOrder({ name, error }: Statement, { method, name: called, order }: (typeof METHODS)[number]): OrderFit {
  const whole = Math.log(LARGEST / SMALLEST);
  return fitOrder(
    `${name}, ${called}`,
    order,
    STEPS.map((steps) => whole / steps),
    (step) => rootMeanSquare(error(Math.round(whole / step), method)),
    "Δ log σ",
  );
}

interface Flow {
  readonly schedule: NoiseSchedule;
  readonly path: readonly Float64Array[];
  readonly start: Float64Array;
  readonly end: Float64Array;
}

/** The denoisers from the largest σ to the smallest, which both methods use. */
const scheduleIn = rememberedAt((steps: number, density: GaussianMixture, scheduleOf: ScheduleOf) =>
  scheduleOf(density, geometricSchedule(LARGEST, SMALLEST, steps + 1)),
);

/** The flow of draws from the largest σ to the smallest. */
function flowOf(scheduleOf: ScheduleOf, density: GaussianMixture, steps: number, method: FlowMethod): Flow {
  const schedule = scheduleIn(steps, density, scheduleOf);
  const path = probabilityFlow(schedule, draws(density.smoothed(LARGEST)), { method });
  return { schedule, path, start: path[0], end: path[steps] };
}

/** The error of a Gaussian: along each principal axis, of variance v, x − μ must shrink by √((v + σ′²)/(v + σ²)). */
function gaussianError(scheduleOf: ScheduleOf, density: GaussianMixture): Statement["error"] {
  const { dim } = density;
  const [{ mean, covariance }] = density.components;
  const axes = new EigenvalueDecomposition(new Matrix(covariance.map((row) => [...row])), { assumeSymmetric: true });
  const directions = axes.eigenvectorMatrix.transpose().to2DArray();
  const shrinking = axes.realEigenvalues.map((v) => Math.sqrt((v + SMALLEST ** 2) / (v + LARGEST ** 2)));
  return (steps, method) => {
    const { start, end } = flowOf(scheduleOf, density, steps, method);
    const along = (points: Float64Array, first: number, axis: number): number =>
      directions[axis].reduce((sum, value, a) => sum + value * (points[first + a] - mean[a]), 0);
    return start.map((_, i) => {
      const axis = i % dim;
      return along(end, i - axis, axis) - shrinking[axis] * along(start, i - axis, axis);
    });
  };
}

/**
 * The error of quantiles on the line. No path overtakes another, so the fraction of the mass to the left of a path must not change.
 */
function quantileError(scheduleOf: ScheduleOf, density: GaussianMixture): Statement["error"] {
  const [before, after] = [LARGEST, SMALLEST].map((sigma) => mixtureCdf(density.smoothed(sigma)));
  return (steps, method) => {
    const { start, end } = flowOf(scheduleOf, density, steps, method);
    return start.map((x, i) => after(end[i]) - before(x));
  };
}

/** The error of mass conservation: log p must grow along a path by minus the integral of the velocity's divergence. */
function conservationError(scheduleOf: ScheduleOf, density: GaussianMixture): Statement["error"] {
  const at = (sigma: number): Density => density.smoothed(sigma);
  return (steps, method) => {
    const { schedule, path, start, end } = flowOf(scheduleOf, density, steps, method);
    const change = logDensityAlongFlow(schedule, path);
    const [before, after] = [at(LARGEST).logPdf(start), at(SMALLEST).logPdf(end)];
    return change.map((value, i) => after[i] - before[i] - value);
  };
}
