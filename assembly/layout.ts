// Positions in the memory that the threads share, in bytes. src/autoencoder/kernel/fused-layout.ts plans them and sets them in every
// instance of the kernel. Areas that a task does not need are empty.

/** The task of a loss with corrupted points. */
export const DENOISING: i32 = 0;
/** The task of a loss with a penalty and without corruption. */
export const CONTRACTIVE: i32 = 1;
/** The task of replacing the points at `noisy` by their r(x). There is no loss. */
export const RECONSTRUCTION: i32 = 2;

/** The number of inputs d. */
export let dim: usize = 0;
/** The number of hidden units H. */
export let hidden: usize = 0;
/** The number of samples N, or the largest number of points to reconstruct. */
export let samples: usize = 0;
/** The number of parts into which the samples are divided. */
export let chunks: usize = 0;
/** The length of one row of a weight matrix: 8 bytes for each hidden unit, padded to whole groups of four. */
export let row: usize = 0;
/** The table of tanh at multiples of 1/32. */
export let table: usize = 0;
/** The constants of assembly/slopes.ts. */
export let slopeConstants: usize = 0;
/**
 * W | b | V | c | sigma^2, the factor of the penalty. W and V are stored in panels of 32 d bytes, which hold the numbers of four
 * hidden units, coordinate by coordinate. Loops then read memory in order. With whole rows they would take steps of 8 H bytes, and
 * if H is a multiple of 512, all those addresses compete for the same few places in the first cache.
 */
export let parameters: usize = 0;
/** A copy of V in pairs of rows. For every two hidden units it has two numbers of the first row, then two of the second row. */
export let pairs: usize = 0;
/** A copy of W in pairs of columns. For every hidden unit it has a number of the first column, then one of the second column. */
export let columns: usize = 0;
/** The corrupted points, or the points to reconstruct, (N, d). */
export let noisy: usize = 0;
/** The Jacobians dr/dx of points, (count, d, d). */
export let jacobians: usize = 0;
/** The clean points, (N, d). */
export let clean: usize = 0;
/** The sums of each part: the gradient, in the order of the parameters, followed by the loss. */
export let partials: usize = 0;
/** The length of the sums of one part. */
export let stride: usize = 0;
/** The sums over all parts. */
export let total: usize = 0;
/** The task: DENOISING, CONTRACTIVE or RECONSTRUCTION. */
export let task: i32 = 0;
/** The number of groups of four samples that take each step together. */
export let groups: usize = 0;
/**
 * The part of a row that is used at a time, in whole groups of four hidden units. The weights of these units stay in the first
 * cache.
 */
export let unitBlock: usize = 0;
/** The scratch memory of one thread. */
export let scratch: usize = 0;

/** The position of W in a block that has the order of the parameters. The following functions give the positions of b, V and c. */
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

/** The position of the last number of a block: sigma^2 in the parameters, the loss in sums. */
export function lastIn(block: usize): usize {
  return outputBiasIn(block) + 8 * dim;
}
