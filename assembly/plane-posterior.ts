// Moments of a cell of a cubature in the plane, weighted by a Gaussian kernel. src/reconstruction/plane/cell-moments.ts plans the
// memory of this module.
import { exponentialsInPlace } from "./exponentials-in-place";

/** The number of nodes along each axis. */
const POINTS: usize = 16;
/** The number of bytes of a vector for each of the nodes: a number of the node along x, then that of the node along y. */
const PAIRS: usize = 16 * POINTS;

/**
 * Writes the sums over the nodes of a cell of weight times kernel times 1, dy, dx, dx dy, dx^2 and dy^2, where dx and dy are the
 * deviations from the cell's centre. The kernel along an axis is exp(logKernel ((offset + deviation)^2 - nearest^2)). A vector holds
 * two sums, so that the terms of each are added in order: first those of a row, then the rows.
 * @param weights (16, 16); y runs faster
 * @param nodes the Gauss-Legendre nodes of [-1, 1]
 * @param kernels scratch memory for three times 16 vectors
 */
export function cellMoments(
  weights: usize,
  nodes: usize,
  halfWidth: f64,
  halfHeight: f64,
  offsetX: f64,
  offsetY: f64,
  nearestX: f64,
  nearestY: f64,
  logKernel: f64,
  constants: usize,
  kernels: usize,
  sums: usize,
): void {
  const half = pair(halfWidth, halfHeight);
  const offset = pair(offsetX, offsetY);
  const nearest = pair(nearestX, nearestY);
  const least = f64x2.mul(nearest, nearest);
  const factor = f64x2.splat(logKernel);
  for (let k: usize = 0; k < POINTS; k++) {
    const distance = f64x2.add(offset, f64x2.mul(half, v128.load64_splat(nodes + 8 * k)));
    v128.store(kernels + 16 * k, f64x2.mul(factor, f64x2.sub(f64x2.mul(distance, distance), least)));
  }
  exponentialsInPlace(kernels, 2 * POINTS, constants);
  for (let k: usize = 0; k < POINTS; k++) {
    const deviation = f64x2.mul(half, v128.load64_splat(nodes + 8 * k));
    const first = f64x2.mul(v128.load(kernels + 16 * k), deviation);
    v128.store(kernels + 16 * k, first, PAIRS);
    v128.store(kernels + 16 * k, f64x2.mul(first, deviation), 2 * PAIRS);
  }
  sumRows(weights, kernels, sums);
}

function pair(x: f64, y: f64): v128 {
  return f64x2.replace_lane(f64x2.splat(x), 1, y);
}

/** Sums four rows at a time, because each sum waits for its last addition. */
function sumRows(weights: usize, kernels: usize, sums: usize): void {
  const zero = f64x2.splat(0);
  v128.store(sums, zero);
  v128.store(sums, zero, 16);
  v128.store(sums, zero, 32);
  for (let row: usize = 0; row < POINTS; row += 4) {
    let one = zero;
    let one1 = zero;
    let one2 = zero;
    let other = zero;
    let other1 = zero;
    let other2 = zero;
    let at = weights + 8 * POINTS * row;
    for (let y = kernels + 8; y < kernels + PAIRS; y += 16) {
      // A vector holds weights of two rows.
      const weight = v128.load64_lane(at, v128.load64_zero(at), 1, 8 * POINTS);
      const otherWeight = v128.load64_lane(at, v128.load64_zero(at, 16 * POINTS), 1, 24 * POINTS);
      at += 8;
      const kernel = v128.load64_splat(y);
      const kernel1 = v128.load64_splat(y, PAIRS);
      const kernel2 = v128.load64_splat(y, 2 * PAIRS);
      one = f64x2.add(one, f64x2.mul(weight, kernel));
      other = f64x2.add(other, f64x2.mul(otherWeight, kernel));
      one1 = f64x2.add(one1, f64x2.mul(weight, kernel1));
      other1 = f64x2.add(other1, f64x2.mul(otherWeight, kernel1));
      one2 = f64x2.add(one2, f64x2.mul(weight, kernel2));
      other2 = f64x2.add(other2, f64x2.mul(otherWeight, kernel2));
    }
    addTwoRows(one, one1, one2, kernels + 16 * row, sums);
    addTwoRows(other, other1, other2, kernels + 16 * (row + 2), sums);
  }
}

/** Adds the sums over two rows, weighted with kernel, kernel y and kernel y^2, to the sums over the cell. */
function addTwoRows(rows: v128, rows1: v128, rows2: v128, x: usize, sums: usize): void {
  addRow(v128.shuffle<f64>(rows, rows1, 0, 2), v128.shuffle<f64>(rows, rows2, 0, 2), x, sums);
  addRow(v128.shuffle<f64>(rows, rows1, 1, 3), v128.shuffle<f64>(rows, rows2, 1, 3), x + 16, sums);
}

function addRow(massAndY: v128, massAndYY: v128, x: usize, sums: usize): void {
  const kernel = v128.load64_splat(x);
  const kernel1 = v128.load64_splat(x, PAIRS);
  const kernel2AndKernel = v128.shuffle<f64>(v128.load(x, 2 * PAIRS), kernel, 0, 2);
  v128.store(sums, f64x2.add(v128.load(sums), f64x2.mul(kernel, massAndY)));
  v128.store(sums, f64x2.add(v128.load(sums, 16), f64x2.mul(kernel1, massAndY)), 16);
  v128.store(sums, f64x2.add(v128.load(sums, 32), f64x2.mul(kernel2AndKernel, massAndYY)), 32);
}
