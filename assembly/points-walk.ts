import { boxLower, boxUpper, closeBlock, logAbove, logLeastMass, openBlock, stack } from "./points-block";
import { addPoints } from "./points-direct";
import { addExpansion } from "./points-expansion";
import {
  blocks,
  dim,
  inverseSigma,
  logShare,
  logTolerance,
  lower,
  nodeEnd,
  nodeRight,
  nodeStart,
  terminal,
  upper,
} from "./points-plan";

/**
 * Computes the sums of one block. It visits the nodes of the tree from the nearest one outwards. A node is left out, summed by an
 * expansion, summed point by point, or opened.
 */
export function sumBlock(block: usize, thread: usize): void {
  openBlock(<usize>load<u32>(blocks + 4 * block), <usize>load<u32>(blocks + 4 * block + 4), thread);
  walk();
  closeBlock();
}

function walk(): void {
  // A lower bound of the logarithms of all sums.
  let known = logLowerBound();
  let top = push(stack, 0, squaredGap(0));
  while (top > stack) {
    top -= 16;
    const node = <usize>load<u32>(top);
    const gap = load<f64>(top, 8);
    // For a point that is farther away than the gap, this is an upper bound of the logarithm of weight times distance.
    if (-gap / 2 + (gap > 1 ? logAbove(gap) / 2 : 0) < known + logTolerance) continue;
    const begin = <usize>load<u32>(nodeStart + 4 * node);
    const end = <usize>load<u32>(nodeEnd + 4 * node);
    const right = <usize>load<u32>(nodeRight + 4 * node);
    if (addExpansion(node, end - begin, known)) {
      known = max(known, logLeastMass());
    } else if (right === 0 || end - begin <= terminal) {
      addPoints(begin, end);
      known = max(known, logLeastMass());
    } else {
      const gapLeft = squaredGap(node + 1);
      const gapRight = squaredGap(right);
      const leftFirst = gapLeft <= gapRight;
      top = push(top, leftFirst ? right : node + 1, leftFirst ? gapRight : gapLeft);
      top = push(top, leftFirst ? node + 1 : right, leftFirst ? gapLeft : gapRight);
    }
  }
}

function push(top: usize, node: usize, gap: f64): usize {
  store<u32>(top, <u32>node);
  store<f64>(top, gap, 8);
  return top + 16;
}

/** A lower bound of the logarithms of all queries' sums, from the nodes on the way to the nearest leaf. */
function logLowerBound(): f64 {
  let node: usize = 0;
  let best = -Infinity;
  while (true) {
    best = max(best, load<f64>(logShare + 8 * node) - squaredReach(node) / 2);
    const right = <usize>load<u32>(nodeRight + 4 * node);
    if (right === 0) return best;
    node = squaredGap(node + 1) <= squaredGap(right) ? node + 1 : right;
  }
}

/** The squared distance between the boxes of the node and of the queries, in units of sigma^2. */
function squaredGap(node: usize): f64 {
  const d = dim;
  let square: f64 = 0;
  const low = lower + 8 * node * d;
  const high = upper + 8 * node * d;
  for (let a: usize = 0; a < 8 * d; a += 8) {
    const gap = max(
      max(load<f64>(low + a) - load<f64>(boxUpper + a), load<f64>(boxLower + a) - load<f64>(high + a)),
      0,
    );
    square += gap * gap;
  }
  return square * (inverseSigma * inverseSigma);
}

/** The largest squared distance between points of the boxes of the node and of the queries, in units of sigma^2. */
function squaredReach(node: usize): f64 {
  const d = dim;
  let square: f64 = 0;
  const low = lower + 8 * node * d;
  const high = upper + 8 * node * d;
  for (let a: usize = 0; a < 8 * d; a += 8) {
    const reach = max(load<f64>(high + a) - load<f64>(boxLower + a), load<f64>(boxUpper + a) - load<f64>(low + a));
    square += reach * reach;
  }
  return square * (inverseSigma * inverseSigma);
}
