// Where things lie in the memory that the threads share, in bytes. Every instance of the kernel is told by
// src/autoencoder/kernel/fused-layout.ts, which plans it, and sets them. What of it a task does not need is empty.

/** A loss whose points are corrupted. */
export const DENOISING: i32 = 0;
/** A loss whose points are not corrupted, and that has a penalty. */
export const CONTRACTIVE: i32 = 1;
/** No loss: points are replaced by their r(x), and `noisy` is where they are. */
export const RECONSTRUCTION: i32 = 2;

/** Number of inputs d. */
export let dim: usize = 0;
/** Number of samples N; of points to reconstruct, the most there can be. */
export let samples: usize = 0;
/** Number of parts that the samples are divided into. */
export let chunks: usize = 0;
/** One row of a weight matrix: 8 bytes for each hidden unit, filled up to whole groups of four. */
export let row: usize = 0;
/** tanh at multiples of 1/32. */
export let table: usize = 0;
/**
 * W | b | V | c | what the penalty is multiplied by, sigma^2. W and V are stored in panels of 32 d bytes: the numbers of four
 * hidden units, coordinate by coordinate. Loops then read memory in order. With whole rows they would take steps of 8 H
 * bytes, and where H is a multiple of 512 all those addresses compete for the same few places in the first cache.
 */
export let parameters: usize = 0;
/** V once more, two of its rows at a time: for every two hidden units two numbers of the one row, then of the other. */
export let pairs: usize = 0;
/** Corrupted points, or points to reconstruct, (N, d). */
export let noisy: usize = 0;
/** The points themselves, (N, d). */
export let clean: usize = 0;
/** For each part its sums: the gradient, which lies as the parameters do, and after it the loss. */
export let partials: usize = 0;
/** Length of one part's sums. */
export let stride: usize = 0;
/** The sums over all parts. */
export let total: usize = 0;
/** What is computed: DENOISING, CONTRACTIVE or RECONSTRUCTION. */
export let task: i32 = 0;
/** Groups of four samples that take each step together. */
export let groups: usize = 0;
/** How much of a row is taken at a time, whole groups of four hidden units: what belongs to them stays in the first cache. */
export let unitBlock: usize = 0;
/** What one thread notes down. */
export let scratch: usize = 0;

/** Where W begins in what lies as the parameters do. */
export function encoderIn(block: usize): usize {
  return block;
}

export function hiddenBiasIn(block: usize): usize {
  return block + dim * row;
}

export function decoderIn(block: usize): usize {
  return block + (dim + 1) * row;
}

export function outputBiasIn(block: usize): usize {
  return block + (2 * dim + 1) * row;
}

/** The last number: of the parameters sigma^2, of sums the loss. */
export function lastIn(block: usize): usize {
  return outputBiasIn(block) + 8 * dim;
}
