import { copyNumbers, type Kernel, kernelWithConstants } from "../../numerics/kernel-memory.ts";
import { FDLIBM_CONSTANTS, fdlibmConstants } from "../../numerics/vector-functions/fdlibm-constants.ts";

/** A Gaussian of a mixture, as far as log p and its derivatives need it. */
export interface MixtureComponent {
  readonly mean: Float64Array;
  /** Inverse covariance P, (d, d). */
  readonly precision: Float64Array;
  readonly precisionTrace: number;
  /** Logarithm of its fraction of p at its mean. */
  readonly logPeak: number;
}

/**
 * log p of a mixture, (n, d) -> (n), in WebAssembly, two points at a time, like all functions of this file
 * (assembly/mixture-terms.ts). The value at a point does not depend on the points beside it. The bytes are those of a loop in
 * JavaScript if its `Math.exp` is FDLIBM's, as it is under Node on x64.
 */
export function mixtureLogPdf(components: readonly MixtureComponent[], points: Float64Array): Float64Array {
  const sums = evaluate("logSums", components, points, 2);
  const logs = new Float64Array(sums.length / 2);
  for (let i = 0; i < logs.length; i++) logs[i] = sums[2 * i] + Math.log(sums[2 * i + 1]);
  return logs;
}

/** s = sum rho_k a_k, where a_k = -P_k (x - mu_k) is the score of a component, and rho_k its part of p. (n, d) -> (n, d). */
export function mixtureScore(components: readonly MixtureComponent[], points: Float64Array): Float64Array {
  return evaluate("scores", components, points, components[0].mean.length);
}

/**
 * The Hessian of log p, (n, d) -> (n, d, d): sum rho_k [(a_k - s)(a_k - s)^T - P_k]. This is sum rho_k (a_k a_k^T - P_k) - s s^T
 * without the cancellation of subtracting s s^T.
 */
export function mixtureHessian(components: readonly MixtureComponent[], points: Float64Array): Float64Array {
  return evaluate("hessians", components, points, components[0].mean.length ** 2);
}

/** Lap s = sum rho_k [(a_k - s)(|a_k|^2 - tr P_k) - 2 P_k a_k] - 2 Hessian s. (n, d) -> (n, d). */
export function mixtureScoreLaplacian(components: readonly MixtureComponent[], points: Float64Array): Float64Array {
  return evaluate("scoreLaplacians", components, points, components[0].mean.length);
}

/** What assembly/mixture-terms.ts exports. Places are in bytes. */
interface MixtureModule extends Record<Quantity, Evaluate> {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
}

type Quantity = "logSums" | "scores" | "hessians" | "scoreLaplacians";

type Evaluate = (
  points: number,
  count: number,
  dim: number,
  components: number,
  componentsEnd: number,
  constants: number,
  terms: number,
  values: number,
) => void;

/** A block of points and its results have this many numbers, so that they stay in the first cache, and two points at least. */
const BLOCK_NUMBERS = 2048;

/** @param size the number of results for each point */
function evaluate(
  quantity: Quantity,
  components: readonly MixtureComponent[],
  points: Float64Array,
  size: number,
): Float64Array {
  const { module, numbers, places } = memoryFor(components);
  const { dim, most } = places;
  const count = Math.floor(points.length / dim);
  const values = new Float64Array(count * size);
  for (let first = 0; first < count; first += most) {
    const own = Math.min(most, count - first);
    copyNumbers(points, first * dim, numbers, places.points, own * dim);
    // The kernel takes two points at a time, so a single point is repeated.
    if (own % 2 === 1) copyNumbers(points, (first + own - 1) * dim, numbers, places.points + own * dim, dim);
    module[quantity](
      8 * places.points,
      own + (own % 2),
      dim,
      8 * places.components,
      8 * places.end,
      0,
      8 * places.terms,
      8 * places.values,
    );
    copyNumbers(numbers, places.values, values, first * size, own * size);
  }
  return values;
}

/** The places of the arrays in the kernel's memory, in numbers. The memory begins with the constants of the exponential. */
interface Places {
  readonly dim: number;
  /** The largest number of points of a block, which is even. */
  readonly most: number;
  readonly points: number;
  readonly values: number;
  readonly terms: number;
  readonly components: number;
  readonly end: number;
}

function placesFor(components: readonly MixtureComponent[]): Places {
  const dim = components[0].mean.length;
  const results = Math.max(2, dim ** 2);
  const most = 2 * Math.max(1, Math.floor(BLOCK_NUMBERS / (dim + results) / 2));
  const points = 2 * FDLIBM_CONSTANTS;
  const values = points + most * dim;
  const terms = values + most * results;
  const ofComponents = terms + 2 * (1 + 2 * dim + dim ** 2 + components.length * (1 + dim));
  return {
    dim,
    most,
    points,
    values,
    terms,
    components: ofComponents,
    end: ofComponents + components.length * (dim + dim ** 2 + 2),
  };
}

interface MixtureMemory extends Kernel<MixtureModule> {
  readonly owner: readonly MixtureComponent[];
  readonly places: Places;
}

const kernelFor = kernelWithConstants<MixtureModule>("mixture-terms", () => fdlibmConstants("negative"));

let memory: MixtureMemory | undefined;

/** The memory with these components, which stay there until those of another mixture are needed. */
function memoryFor(components: readonly MixtureComponent[]): MixtureMemory {
  if (memory?.owner === components) return memory;
  const places = placesFor(components);
  const { module, numbers } = kernelFor(places.end);
  let at = places.components;
  for (const { mean, precision, precisionTrace, logPeak } of components) {
    copyNumbers(mean, 0, numbers, at, mean.length);
    at += mean.length;
    copyNumbers(precision, 0, numbers, at, precision.length);
    at += precision.length;
    numbers[at] = precisionTrace;
    numbers[at + 1] = logPeak;
    at += 2;
  }
  memory = { module, numbers, owner: components, places };
  return memory;
}
