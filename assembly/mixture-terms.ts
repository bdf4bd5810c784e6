// Derivatives of log p of a mixture of Gaussians in any dimension, for two points at a time: each vector has a number of each of the two.
// src/density/gaussian/mixture-terms.ts has the formulas, and plans the memory of this module.
import { fdlibmExponential } from "./fdlibm-exponential";

const VECTOR: usize = 16;

/**
 * Writes for each point the largest exponent of a component, and the sum of exp(exponent - largest exponent): log p is their logarithm.
 * @param points shape (count, dim). The count is even
 * @param components the numbers of each component: its mean, its inverse covariance row by row, the trace of that, and the logarithm of
 *   its part of p at its mean
 * @param componentsEnd where the components end
 * @param constants those of the range "negative", see src/numerics/vector-functions/fdlibm-constants.ts
 * @param terms scratch memory: a vector for each number that `Terms` names
 * @param values the results, two numbers for each point
 */
export function logSums(
  points: usize,
  count: usize,
  dim: usize,
  components: usize,
  componentsEnd: usize,
  constants: usize,
  terms: usize,
  values: usize,
): void {
  const end = values + 16 * count;
  for (; values < end; values += 32) {
    const total = exponentials(points, dim, components, componentsEnd, constants, terms);
    const largest = v128.load(terms);
    v128.store(values, v128.shuffle<f64>(largest, total, 0, 2));
    v128.store(values, v128.shuffle<f64>(largest, total, 1, 3), 16);
    points += 16 * dim;
  }
}

/** Writes the score of each point, shape (count, dim). */
export function scores(
  points: usize,
  count: usize,
  dim: usize,
  components: usize,
  componentsEnd: usize,
  constants: usize,
  terms: usize,
  values: usize,
): void {
  const end = values + 8 * count * dim;
  while (values < end) {
    moveTo(points, dim, components, componentsEnd, constants, terms);
    writeBoth(values, terms + VECTOR, dim);
    points += 16 * dim;
    values += 16 * dim;
  }
}

/** Writes the Hessian of log p at each point, shape (count, dim, dim). */
export function hessians(
  points: usize,
  count: usize,
  dim: usize,
  components: usize,
  componentsEnd: usize,
  constants: usize,
  terms: usize,
  values: usize,
): void {
  const size: usize = dim * dim;
  const end = values + 8 * count * size;
  const hessian = hessianOf(terms, dim);
  while (values < end) {
    moveTo(points, dim, components, componentsEnd, constants, terms);
    addHessian(dim, components, componentsEnd, terms);
    writeBoth(values, hessian, size);
    points += 16 * dim;
    values += 16 * size;
  }
}

/** Writes the Laplacian of each component of the score at each point, shape (count, dim). */
export function scoreLaplacians(
  points: usize,
  count: usize,
  dim: usize,
  components: usize,
  componentsEnd: usize,
  constants: usize,
  terms: usize,
  values: usize,
): void {
  const end = values + 8 * count * dim;
  const laplacian = differenceOf(terms, dim);
  while (values < end) {
    moveTo(points, dim, components, componentsEnd, constants, terms);
    addHessian(dim, components, componentsEnd, terms);
    addLaplacian(dim, components, componentsEnd, terms);
    writeBoth(values, laplacian, dim);
    points += 16 * dim;
    values += 16 * dim;
  }
}

// The scratch memory of a pair of points: the largest exponent, the score (dim), the difference between a point and a mean (dim), which
// is the Laplacian later, the Hessian (dim, dim), and for each component its responsibility and its score (1 + dim).

function differenceOf(terms: usize, dim: usize): usize {
  return terms + VECTOR * (1 + dim);
}

function hessianOf(terms: usize, dim: usize): usize {
  return terms + VECTOR * (1 + 2 * dim);
}

function componentTermsOf(terms: usize, dim: usize): usize {
  return terms + VECTOR * (1 + 2 * dim + dim * dim);
}

/** Writes a vector's numbers of one point and of the other, `size` numbers of each. */
function writeBoth(values: usize, vectors: usize, size: usize): void {
  const other = values + 8 * size;
  for (let at: usize = 0; at < 8 * size; at += 8) {
    const both = v128.load(vectors + 2 * at);
    v128.store64_lane(values + at, both, 0);
    v128.store64_lane(other + at, both, 1);
  }
}

/** Writes the scores of components, and in place of their responsibilities exp(exponent - largest exponent). Returns the sum of these. */
function exponentials(
  points: usize,
  dim: usize,
  components: usize,
  componentsEnd: usize,
  constants: usize,
  terms: usize,
): v128 {
  const bytes: usize = 8 * dim;
  const differences = differenceOf(terms, dim);
  const first = componentTermsOf(terms, dim);
  const half = f64x2.splat(0.5);
  let largest = f64x2.splat(-Infinity);
  let to = first;
  for (let component = components; component < componentsEnd; ) {
    for (let at: usize = 0; at < bytes; at += 8) {
      const x = v128.load64_lane(points + bytes + at, v128.load64_zero(points + at), 1);
      v128.store(differences + 2 * at, f64x2.sub(x, v128.load64_splat(component + at)));
    }
    component += bytes;
    let quadratic = f64x2.splat(0);
    for (let row: usize = 0; row < bytes; row += 8) {
      let product = f64x2.splat(0);
      for (let at: usize = 0; at < bytes; at += 8) {
        product = f64x2.add(product, f64x2.mul(v128.load64_splat(component + at), v128.load(differences + 2 * at)));
      }
      component += bytes;
      v128.store(to + 2 * row, f64x2.neg(product), VECTOR);
      quadratic = f64x2.add(quadratic, f64x2.mul(product, v128.load(differences + 2 * row)));
    }
    const exponent = f64x2.sub(v128.load64_splat(component, 8), f64x2.mul(quadratic, half));
    component += 16;
    v128.store(to, exponent);
    to += VECTOR + 2 * bytes;
    // In this order of arguments, pmax leaves out NaN.
    largest = f64x2.pmax(largest, exponent);
  }
  v128.store(terms, largest);
  let total = f64x2.splat(0);
  for (let at = first; at < to; at += VECTOR + 2 * bytes) {
    const part = fdlibmExponential(f64x2.sub(v128.load(at), largest), constants, true);
    v128.store(at, part);
    total = f64x2.add(total, part);
  }
  return total;
}

/** Writes responsibilities, and the score. */
function moveTo(
  points: usize,
  dim: usize,
  components: usize,
  componentsEnd: usize,
  constants: usize,
  terms: usize,
): void {
  const total = exponentials(points, dim, components, componentsEnd, constants, terms);
  const score = terms + VECTOR;
  const bytes: usize = VECTOR * dim;
  memory.fill(score, 0, bytes);
  let from = componentTermsOf(terms, dim);
  for (let component = components; component < componentsEnd; component += 8 * (dim + dim * dim + 2)) {
    const rho = f64x2.div(v128.load(from), total);
    v128.store(from, rho);
    from += VECTOR;
    for (let at: usize = 0; at < bytes; at += VECTOR) {
      v128.store(score + at, f64x2.add(v128.load(score + at), f64x2.mul(rho, v128.load(from + at))));
    }
    from += bytes;
  }
}

/** sum rho_k [(a_k - s)(a_k - s)^T - P_k]. */
function addHessian(dim: usize, components: usize, componentsEnd: usize, terms: usize): void {
  const bytes: usize = VECTOR * dim;
  const score = terms + VECTOR;
  const hessian = hessianOf(terms, dim);
  memory.fill(hessian, 0, bytes * dim);
  let from = componentTermsOf(terms, dim);
  for (let component = components; component < componentsEnd; ) {
    const rho = v128.load(from);
    from += VECTOR;
    let precision = component + 8 * dim;
    let entry = hessian;
    for (let row: usize = 0; row < bytes; row += VECTOR) {
      const along = f64x2.sub(v128.load(from + row), v128.load(score + row));
      for (let column: usize = 0; column < bytes; column += VECTOR) {
        const outer = f64x2.mul(along, f64x2.sub(v128.load(from + column), v128.load(score + column)));
        const change = f64x2.mul(rho, f64x2.sub(outer, v128.load64_splat(precision)));
        v128.store(entry, f64x2.add(v128.load(entry), change));
        precision += 8;
        entry += VECTOR;
      }
    }
    from += bytes;
    component = precision + 16;
  }
}

/** sum rho_k [(a_k - s)(|a_k|^2 - tr P_k) - 2 P_k a_k] - 2 Hessian s. */
function addLaplacian(dim: usize, components: usize, componentsEnd: usize, terms: usize): void {
  const bytes: usize = VECTOR * dim;
  const score = terms + VECTOR;
  const laplacian = differenceOf(terms, dim);
  const two = f64x2.splat(2);
  memory.fill(laplacian, 0, bytes);
  let from = componentTermsOf(terms, dim);
  for (let component = components; component < componentsEnd; ) {
    const rho = v128.load(from);
    from += VECTOR;
    let precision = component + 8 * dim;
    let excess = f64x2.neg(v128.load64_splat(precision + 8 * dim * dim));
    for (let at: usize = 0; at < bytes; at += VECTOR) {
      const a = v128.load(from + at);
      excess = f64x2.add(excess, f64x2.mul(a, a));
    }
    for (let row: usize = 0; row < bytes; row += VECTOR) {
      let product = f64x2.splat(0);
      for (let at: usize = 0; at < bytes; at += VECTOR) {
        product = f64x2.add(product, f64x2.mul(v128.load64_splat(precision), v128.load(from + at)));
        precision += 8;
      }
      const along = f64x2.sub(v128.load(from + row), v128.load(score + row));
      const change = f64x2.mul(rho, f64x2.sub(f64x2.mul(along, excess), f64x2.mul(two, product)));
      v128.store(laplacian + row, f64x2.add(v128.load(laplacian + row), change));
    }
    from += bytes;
    component = precision + 16;
  }
  let entry = hessianOf(terms, dim);
  for (let row: usize = 0; row < bytes; row += VECTOR) {
    let sum = v128.load(laplacian + row);
    for (let at: usize = 0; at < bytes; at += VECTOR) {
      sum = f64x2.sub(sum, f64x2.mul(f64x2.mul(two, v128.load(entry)), v128.load(score + at)));
      entry += VECTOR;
    }
    v128.store(laplacian + row, sum);
  }
}
