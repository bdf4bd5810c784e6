import { InputError } from "../../numerics/input-error.ts";
import { SLOPE_NUMBERS } from "../../numerics/vector-functions/slope-constants.ts";
import { TANH_NUMBERS } from "../../numerics/vector-functions/tanh-table.ts";
import { type OneLayerShape, parametersIn } from "../network/parameters.ts";

/**
 * The number of parts of the samples. Each part is summed on its own, and the sums are added in their order. The number does not depend
 * on the number of threads, so that the result does not either. It is so large that no thread waits long for the last one.
 */
const PARTS = 32;
/** The number of samples that pass through the hidden units together, and the multiple to which empty units fill the hidden units up. */
const GROUP = 4;
/** The groups of samples that take a step together. With more weights, each must be used more often while it is in the cache. */
const FEWEST_TOGETHER = 4;
const MOST_TOGETHER = 16;
const DIMENSIONS_FOR_A_GROUP = 8;
/** The hidden units of a block times d, divided by 4: W and V of so many units and their sums, 32 KiB, fit into the first cache. */
const BLOCK_SIZE = 256;
const PAGE = 65536;
const MOST_PAGES = 65536;
/** The bytes by which threads synchronise: see assembly/index.ts. */
const CONTROL_BYTES = 384;
/** The bytes of a cache line: arrays begin at a multiple of it. */
const LINE = 64;

/** What an instance of the kernel is told: counts, and addresses in bytes. assembly/layout.ts explains them. */
export interface FusedLayout {
  readonly dim: number;
  readonly hidden: number;
  readonly samples: number;
  readonly chunks: number;
  readonly row: number;
  readonly table: number;
  readonly slopeConstants: number;
  readonly parameters: number;
  readonly pairs: number;
  readonly columns: number;
  readonly noisy: number;
  readonly jacobians: number;
  readonly clean: number;
  readonly partials: number;
  readonly stride: number;
  readonly total: number;
  /** The number of the task in `fusedTasks`. */
  readonly task: number;
  readonly groups: number;
  readonly unitBlock: number;
  readonly scratch: number;
}

export interface FusedPlan {
  /** One layout for each thread; they differ in `scratch` only. */
  readonly layouts: readonly FusedLayout[];
  /** Memory in pages of WebAssembly. */
  readonly pages: number;
}

/** The largest number of threads for which there is work. */
export function mostThreads(samples: number): number {
  return Math.min(PARTS, Math.ceil(samples / GROUP));
}

/** The tasks that the kernel can compute; their numbers are their places. */
const fusedTasks = ["denoising", "contractive", "reconstruction"] as const;
export type FusedTask = (typeof fusedTasks)[number];

/**
 * Divides memory up for `samples` points: 16 N d bytes for the points, 8 (2 d + 1) H for each of 34 vectors as long as
 * the parameters, 8 H d for a copy of V, and for each thread 32 (H + 3 d) for each of the 4 to 16 groups of four points
 * that take a step together. The contractive loss takes one group at a time; it needs half as much for the points, and
 * twice as much for the hidden units, with 64 d^2. The reconstruction overwrites the points by its results; it also needs half
 * as much for the points, as much for Jacobians or 8 d^2, another 8 H d for a copy of W, and only the parameters themselves. Nothing
 * has the size N x H.
 *
 * @throws InputError where that is more than a WebAssembly memory can hold, 4 GiB
 */
export function planMemory(
  task: FusedTask,
  samples: number,
  { dim, hidden }: OneLayerShape,
  threads: number,
): FusedPlan {
  const contractive = task === "contractive";
  const loss = task !== "reconstruction";
  const groups = task === "denoising" ? groupsTogether(dim) : 1;
  let end = CONTROL_BYTES;
  const allocate = (bytes: number): number => {
    const start = end;
    end += wholeLines(bytes);
    return start;
  };
  // The points are taken in groups, so that memory does not grow with their number.
  const chunks = loss ? mostThreads(samples) : samples;
  const row = 8 * GROUP * Math.ceil(hidden / GROUP);
  // The parameters and sigma^2, or the gradient and the loss.
  const stride = wholeLines((2 * dim + 1) * row + 8 * (dim + 1));
  const shared = {
    dim,
    hidden,
    samples,
    chunks,
    row,
    stride,
    task: fusedTasks.indexOf(task),
    table: allocate(8 * TANH_NUMBERS),
    slopeConstants: allocate(loss ? 0 : 8 * SLOPE_NUMBERS),
    noisy: allocate(contractive ? 0 : 8 * samples * dim),
    clean: allocate(loss ? 8 * samples * dim : 0),
    parameters: allocate(stride),
    pairs: allocate(2 * Math.ceil(dim / 2) * row),
    columns: allocate(loss ? 0 : 2 * Math.ceil(dim / 2) * row),
    jacobians: allocate(loss ? 0 : 8 * jacobiansTogether(samples, dim) * dim * dim),
    groups,
    unitBlock: 8 * GROUP * Math.max(1, Math.floor(BLOCK_SIZE / dim)),
    partials: allocate(loss ? chunks * stride : 0),
    total: allocate(loss ? stride : 0),
  };
  // The memory of each group: inputs, targets, errors and hidden values; for the contractive loss, whose inputs are its targets,
  // also the Jacobian and tanh'. Each number of the Jacobian is stored twice, as a vector.
  const coordinates = groups * 8 * GROUP * dim;
  const scratchBytes = contractive
    ? 2 * coordinates + 16 * GROUP * dim * dim + 2 * GROUP * row
    : 3 * coordinates + groups * GROUP * row;
  const layouts = Array.from({ length: threads }, () => ({ ...shared, scratch: allocate(scratchBytes) }));
  const pages = Math.ceil(end / PAGE);
  if (pages > MOST_PAGES) {
    throw new InputError({
      argument: "points",
      verb: "take",
      allowed: "at most 4 GiB",
      problem: `${(end / 2 ** 30).toFixed(1)}, as ${samples} of dimension ${dim} do with ${hidden} hidden units`,
    });
  }
  return { layouts, pages };
}

/** The number of Jacobians that have as many numbers as the points which the kernel takes at a time, but one at least. */
export function jacobiansTogether(points: number, dim: number): number {
  return Math.max(1, Math.floor(points / dim));
}

/** Writes a vector of parameters to the memory as the kernel reads them: W | b | V | c, and V once more. */
export function writeParameters(
  x: Float64Array,
  shape: OneLayerShape,
  memory: Float64Array,
  layout: FusedLayout,
): void {
  const { dim, hidden, tied } = shape;
  const { encoder, hiddenBias, decoder, outputBias } = parametersIn(x, shape);
  const { w, b, v, c, row } = places(layout, layout.parameters);
  const pairs = layout.pairs / 8;
  for (let a = 0; a < dim; a++) {
    const pair = pairs + (a >> 1) * 2 * row + 2 * (a & 1);
    for (let k = 0; k < hidden; k++) {
      const at = inPanels(a, k, dim);
      const weight = tied ? encoder[k * dim + a] : decoder[a * hidden + k];
      memory[w + at] = encoder[k * dim + a];
      memory[v + at] = weight;
      memory[pair + 4 * (k >> 1) + (k & 1)] = weight;
    }
  }
  memory.set(hiddenBias, b);
  memory.set(outputBias, c);
}

/** Writes W once more, in pairs of columns, as the Jacobian needs it. */
export function writeColumns(
  encoder: Float64Array,
  { dim, hidden }: OneLayerShape,
  memory: Float64Array,
  layout: FusedLayout,
): void {
  const columns = layout.columns / 8;
  const pair = layout.row / 4;
  for (let k = 0; k < hidden; k++) {
    for (let b = 0; b < dim; b++) memory[columns + (b >> 1) * pair + 2 * k + (b & 1)] = encoder[k * dim + b];
  }
}

/** Writes the factor of the contractive loss's penalty. */
export function setPenalty(squaredSigma: number, memory: Float64Array, layout: FusedLayout): void {
  memory[places(layout, layout.parameters).c + layout.dim] = squaredSigma;
}

/**
 * Reads the loss and its gradient from the sums over all samples.
 * @param gradient the array that is written to; with tied weights, the part of W includes that of V
 * @returns the loss
 */
export function readSums(
  memory: Float64Array,
  layout: FusedLayout,
  shape: OneLayerShape,
  gradient: Float64Array,
): number {
  const { dim, hidden, tied } = shape;
  const { encoder, hiddenBias, decoder, outputBias } = parametersIn(gradient, shape);
  const { w, b, v, c } = places(layout, layout.total);
  // The kernel leaves out the factors that all samples share: the 2 of the square's derivative, and 1 / N.
  const factor = 2 / layout.samples;
  for (let a = 0; a < dim; a++) {
    for (let k = 0; k < hidden; k++) {
      const at = inPanels(a, k, dim);
      const toEncoder = memory[w + at];
      const toDecoder = memory[v + at];
      encoder[k * dim + a] = factor * (tied ? toEncoder + toDecoder : toEncoder);
      if (!tied) decoder[a * hidden + k] = factor * toDecoder;
    }
    outputBias[a] = factor * memory[c + a];
  }
  for (let k = 0; k < hidden; k++) hiddenBias[k] = factor * memory[b + k];
  return readLoss(memory, layout);
}

/** Reads the loss alone from the sums over all samples. */
export function readLoss(memory: Float64Array, layout: FusedLayout): number {
  return memory[places(layout, layout.total).c + layout.dim] / layout.samples;
}

/** Where the number of coordinate a and hidden unit k lies in W and in V, see `parameters` in assembly/layout.ts. */
function inPanels(a: number, k: number, dim: number): number {
  return GROUP * ((k >> 2) * dim + a) + (k & 3);
}

/** Indices of W, b, V and c in a block of memory that lies as the parameters do, and the length of a row, in numbers. */
function places({ dim, row: rowBytes }: FusedLayout, at: number): Record<"w" | "b" | "v" | "c" | "row", number> {
  const row = rowBytes / 8;
  const w = at / 8;
  const b = w + dim * row;
  const v = b + row;
  return { w, b, v, c: v + dim * row, row };
}

/** The number of groups of samples that take each step together. The result does not depend on it. */
function groupsTogether(dim: number): number {
  return Math.min(MOST_TOGETHER, Math.max(FEWEST_TOGETHER, Math.floor(dim / DIMENSIONS_FOR_A_GROUP)));
}

function wholeLines(bytes: number): number {
  return LINE * Math.ceil(bytes / LINE);
}
