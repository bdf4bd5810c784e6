// Posterior sums over panels of a curve. src/density/curve/panel-kernel.ts plans the memory of this module, in this order:
// constants of the exponential | Gauss weights | reference | offset | mass | first | second | third | nodes | u | weights | products.
// The names are those of src/density/blurred/kernel-moments.ts.
import { CONSTANTS_BYTES, fdlibmExponential } from "./fdlibm-exponential";

/** The number of bytes of one number for each Gauss point. */
const ROW: usize = 8 * 20;
const GAUSS_WEIGHTS: usize = CONSTANTS_BYTES;
const QUERY: usize = GAUSS_WEIGHTS + ROW;

/**
 * Adds a panel to the sums of the given order.
 * @param fraction the factor of the Gauss weights
 */
export function addPanel(dim: usize, order: i32, sigma: f64, fraction: f64): void {
  const width: usize = 8 * dim;
  const mass = QUERY + 2 * width;
  const first = mass + 8;
  const second = first + width;
  const third = second + dim * width;
  const nodes = third + width;
  const u = nodes + dim * ROW;
  const weights = u + dim * ROW;
  const products = weights + ROW;
  weigh(dim, sigma, fraction, nodes, u, weights);
  if (order > 0) for (let a: usize = 0; a < dim; a++) multiply(weights, u + a * ROW, products + a * ROW);
  // The sums of first follow that of the mass, as the products follow the weights.
  addRows(mass, weights, order > 0 ? 1 + dim : 1);
  if (order < 2) return;
  for (let a: usize = 0; a < dim; a++) {
    for (let b = a; b < dim; b++) addProducts(second + a * width + 8 * b, products + a * ROW, u + b * ROW);
  }
  if (order < 3) return;
  square(dim, u, products);
  multiply(weights, products, products);
  for (let a: usize = 0; a < dim; a++) addProducts(third + 8 * a, products, u + a * ROW);
}

/** Writes u and the weight of each Gauss point. */
function weigh(dim: usize, sigma: f64, fraction: f64, nodes: usize, u: usize, weights: usize): void {
  const width: usize = 8 * dim;
  const unit = f64x2.splat(sigma);
  const half = f64x2.splat(0.5);
  const share = f64x2.splat(fraction);
  for (let j: usize = 0; j < ROW; j += 16) {
    let exponent = f64x2.splat(0);
    let row = j;
    for (let a = QUERY; a < QUERY + width; a += 8) {
      const value = f64x2.div(f64x2.sub(v128.load(nodes + row), v128.load64_splat(a)), unit);
      v128.store(u + row, value);
      const rest = f64x2.sub(v128.load64_splat(a + width), f64x2.mul(value, half));
      exponent = f64x2.add(exponent, f64x2.mul(value, rest));
      row += ROW;
    }
    const weight = f64x2.mul(share, v128.load(GAUSS_WEIGHTS + j));
    v128.store(weights + j, f64x2.mul(weight, fdlibmExponential(exponent, 0, false)));
  }
}

function multiply(one: usize, other: usize, to: usize): void {
  for (let j: usize = 0; j < ROW; j += 16) v128.store(to + j, f64x2.mul(v128.load(one + j), v128.load(other + j)));
}

/** Writes |u|^2 of each Gauss point. */
function square(dim: usize, u: usize, to: usize): void {
  const end = dim * ROW;
  for (let j: usize = 0; j < ROW; j += 16) {
    let sum = f64x2.splat(0);
    for (let row = j; row < end; row += ROW) {
      const value = v128.load(u + row);
      sum = f64x2.add(sum, f64x2.mul(value, value));
    }
    v128.store(to + j, sum);
  }
}

/**
 * Adds the numbers of rows to as many sums, one after the other. Three rows are added at once, as there are in the plane, because each
 * addition waits for the last one to the same sum.
 */
function addRows(to: usize, rows: usize, count: usize): void {
  const end = to + 8 * count;
  for (; to + 24 <= end; to += 24) {
    let r = load<f64>(to);
    let s = load<f64>(to, 8);
    let t = load<f64>(to, 16);
    for (let at = rows; at < rows + ROW; at += 8) {
      r += load<f64>(at);
      s += load<f64>(at, ROW);
      t += load<f64>(at, 2 * ROW);
    }
    store<f64>(to, r);
    store<f64>(to, s, 8);
    store<f64>(to, t, 16);
    rows += 3 * ROW;
  }
  for (; to < end; to += 8) {
    let sum = load<f64>(to);
    for (let at = rows; at < rows + ROW; at += 8) sum += load<f64>(at);
    store<f64>(to, sum);
    rows += ROW;
  }
}

/** Adds the products of the numbers of all Gauss points to a sum, one after the other. */
function addProducts(to: usize, row: usize, other: usize): void {
  let sum = load<f64>(to);
  for (let j: usize = 0; j < ROW; j += 8) sum += load<f64>(row + j) * load<f64>(other + j);
  store<f64>(to, sum);
}
