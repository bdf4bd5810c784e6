// Products of small matrices, and the elimination of unknowns from a dense symmetric matrix, for src/numerics/linear-algebra/dense.ts.
// Each sum is computed in the order of its terms and without fused operations, so that the bytes are those of plain JavaScript.

/** The number of columns that `eliminate` works on before it updates the others. */
const BLOCK: i32 = 16;

/**
 * C = A B, row-major. The rows of B and C have `columns` numbers, a multiple of 4. All addresses are in bytes.
 * @param a the matrix A, (rows, depth)
 * @param b the matrix B, (depth, columns)
 * @param c the product, (rows, columns)
 */
export function multiply(a: usize, rows: i32, depth: i32, b: usize, columns: i32, c: usize): void {
  const rowOfA: usize = 8 * depth;
  const stride: usize = 8 * columns;
  let i: i32 = 0;
  for (; i + 4 <= rows; i += 4) {
    for (let at: usize = 0; at < stride; at += 32) multiplyFour(a, rowOfA, b + at, stride, c + at);
    a += 4 * rowOfA;
    c += 4 * stride;
  }
  for (; i < rows; i++) {
    let at: usize = 0;
    for (; at + 64 <= stride; at += 64) multiplyWide(a, rowOfA, b + at, stride, c + at);
    if (at < stride) multiplyNarrow(a, rowOfA, b + at, stride, c + at);
    a += rowOfA;
    c += stride;
  }
}

/** Four rows and four columns of a product. */
function multiplyFour(a: usize, rowOfA: usize, b: usize, stride: usize, c: usize): void {
  let s00 = f64x2.splat(0);
  let s01 = s00;
  let s10 = s00;
  let s11 = s00;
  let s20 = s00;
  let s21 = s00;
  let s30 = s00;
  let s31 = s00;
  for (let end = a + rowOfA; a < end; a += 8) {
    const b0 = v128.load(b);
    const b1 = v128.load(b, 16);
    const a0 = v128.load64_splat(a);
    s00 = f64x2.add(s00, f64x2.mul(a0, b0));
    s01 = f64x2.add(s01, f64x2.mul(a0, b1));
    const a1 = v128.load64_splat(a + rowOfA);
    s10 = f64x2.add(s10, f64x2.mul(a1, b0));
    s11 = f64x2.add(s11, f64x2.mul(a1, b1));
    const a2 = v128.load64_splat(a + 2 * rowOfA);
    s20 = f64x2.add(s20, f64x2.mul(a2, b0));
    s21 = f64x2.add(s21, f64x2.mul(a2, b1));
    const a3 = v128.load64_splat(a + 3 * rowOfA);
    s30 = f64x2.add(s30, f64x2.mul(a3, b0));
    s31 = f64x2.add(s31, f64x2.mul(a3, b1));
    b += stride;
  }
  v128.store(c, s00);
  v128.store(c, s01, 16);
  v128.store(c + stride, s10);
  v128.store(c + stride, s11, 16);
  v128.store(c + 2 * stride, s20);
  v128.store(c + 2 * stride, s21, 16);
  v128.store(c + 3 * stride, s30);
  v128.store(c + 3 * stride, s31, 16);
}

/** One row and eight columns of a product. */
function multiplyWide(a: usize, rowOfA: usize, b: usize, stride: usize, c: usize): void {
  let s0 = f64x2.splat(0);
  let s1 = s0;
  let s2 = s0;
  let s3 = s0;
  for (let end = a + rowOfA; a < end; a += 8) {
    const x = v128.load64_splat(a);
    s0 = f64x2.add(s0, f64x2.mul(x, v128.load(b)));
    s1 = f64x2.add(s1, f64x2.mul(x, v128.load(b, 16)));
    s2 = f64x2.add(s2, f64x2.mul(x, v128.load(b, 32)));
    s3 = f64x2.add(s3, f64x2.mul(x, v128.load(b, 48)));
    b += stride;
  }
  v128.store(c, s0);
  v128.store(c, s1, 16);
  v128.store(c, s2, 32);
  v128.store(c, s3, 48);
}

/** One row and four columns of a product. */
function multiplyNarrow(a: usize, rowOfA: usize, b: usize, stride: usize, c: usize): void {
  let s0 = f64x2.splat(0);
  let s1 = s0;
  for (let end = a + rowOfA; a < end; a += 8) {
    const x = v128.load64_splat(a);
    s0 = f64x2.add(s0, f64x2.mul(x, v128.load(b)));
    s1 = f64x2.add(s1, f64x2.mul(x, v128.load(b, 16)));
    b += stride;
  }
  v128.store(c, s0);
  v128.store(c, s1, 16);
}

/**
 * Computes Cholesky's factor of the first `count` columns in place, and the Schur complement in the others. The matrix has `total` rows of
 * `n` numbers, of which those from n on are right-hand sides. Only the lower triangle is used.
 * @param scratch memory for 4 * max(count, 16) + 64 numbers
 * @returns whether all pivots are positive; otherwise the matrix is spoilt
 */
export function eliminate(a: usize, n: i32, total: i32, count: i32, scratch: usize): bool {
  const row: usize = 8 * n;
  for (let start: i32 = 0; start < count; start += BLOCK) {
    const end = min(start + BLOCK, count);
    subtractProducts(a, row, start, total, end, start, scratch);
    if (!factorise(a + row * start + 8 * start, row, end - start, total - start, scratch)) return false;
  }
  subtractProducts(a, row, count, total, n, count, scratch);
  return true;
}

/** Computes Cholesky's factor of up to 16 columns. @param a the address of their first diagonal entry, below which there are `rows` rows in all */
function factorise(a: usize, row: usize, columns: i32, rows: i32, scratch: usize): bool {
  const scales: usize = scratch + 32 * BLOCK;
  for (let j: i32 = 0; j < columns; j++) {
    const rowJ = a + row * j;
    for (let i = j; i < columns; i++) {
      const rowI = a + row * i;
      let sum = load<f64>(rowI + 8 * j);
      for (let k: i32 = 0; k < j; k++) sum -= load<f64>(rowI + 8 * k) * load<f64>(rowJ + 8 * k);
      if (i === j) {
        if (!(sum > 0)) return false;
        store<f64>(scales + 8 * j, 1 / Math.sqrt(sum));
      }
      store<f64>(rowI + 8 * j, sum * load<f64>(scales + 8 * j));
    }
  }
  // The rows below, four at a time, so that no sum has to wait for its last subtraction. A row that is missing is taken twice.
  for (let i = columns; i < rows; i += 4) {
    const r0 = a + row * i;
    const r1 = i + 1 < rows ? r0 + row : r0;
    const r2 = i + 2 < rows ? r1 + row : r1;
    const r3 = i + 3 < rows ? r2 + row : r2;
    for (let j: i32 = 0; j < columns; j++) {
      const at = 8 * j;
      let first = v128.load_lane<f64>(r1 + at, v128.load_zero<f64>(r0 + at), 1);
      let second = v128.load_lane<f64>(r3 + at, v128.load_zero<f64>(r2 + at), 1);
      const rowJ = a + row * j;
      for (let k: i32 = 0; k < j; k++) {
        const factor = v128.load64_splat(rowJ + 8 * k);
        first = f64x2.sub(first, f64x2.mul(v128.load(scratch + 32 * k), factor));
        second = f64x2.sub(second, f64x2.mul(v128.load(scratch + 32 * k, 16), factor));
      }
      const scale = v128.load64_splat(scales + at);
      v128.store(scratch + 32 * j, f64x2.mul(first, scale));
      v128.store(scratch + 32 * j, f64x2.mul(second, scale), 16);
    }
    for (let j: i32 = 0; j < columns; j++) {
      const at = 8 * j;
      const own = scratch + 32 * j;
      store<f64>(r0 + at, load<f64>(own));
      if (r1 > r0) store<f64>(r1 + at, load<f64>(own, 8));
      if (r2 > r1) store<f64>(r2 + at, load<f64>(own, 16));
      if (r3 > r2) store<f64>(r3 + at, load<f64>(own, 24));
    }
  }
  return true;
}

/**
 * a_ij -= SUM a_ik a_jk over k < depth, for i from `first` to `total` and j from `first` to `end` with j <= i. A few entries above
 * the diagonal change too, but they are never read.
 * @param panel memory for 4 * depth numbers: four rows a_j, with their numbers for one k adjacent
 */
function subtractProducts(a: usize, row: usize, first: i32, total: i32, end: i32, depth: i32, panel: usize): void {
  if (depth === 0) return;
  for (let j = first; j < end; j += 4) {
    const wide = min(4, end - j);
    for (let column: i32 = 0; column < 4; column++) {
      // A row that is missing is taken twice, and its sums are not used.
      const from = a + row * (j + min(column, wide - 1));
      for (let k: i32 = 0; k < depth; k++) store<f64>(panel + 32 * k + 8 * column, load<f64>(from + 8 * k));
    }
    for (let i = j; i < total; i += 4) subtractFour(a + row * i, row, total - i, 8 * j, wide, depth, panel);
  }
}

/** The same for up to four rows and four columns. */
function subtractFour(r0: usize, row: usize, tall: i32, at: usize, wide: i32, depth: i32, panel: usize): void {
  const r1 = tall > 1 ? r0 + row : r0;
  const r2 = tall > 2 ? r1 + row : r1;
  const r3 = tall > 3 ? r2 + row : r2;
  let s00 = f64x2.splat(0);
  let s01 = s00;
  let s10 = s00;
  let s11 = s00;
  let s20 = s00;
  let s21 = s00;
  let s30 = s00;
  let s31 = s00;
  const end: usize = 8 * depth;
  for (let k: usize = 0; k < end; k += 8) {
    const b0 = v128.load(panel);
    const b1 = v128.load(panel, 16);
    const a0 = v128.load64_splat(r0 + k);
    s00 = f64x2.add(s00, f64x2.mul(a0, b0));
    s01 = f64x2.add(s01, f64x2.mul(a0, b1));
    const a1 = v128.load64_splat(r1 + k);
    s10 = f64x2.add(s10, f64x2.mul(a1, b0));
    s11 = f64x2.add(s11, f64x2.mul(a1, b1));
    const a2 = v128.load64_splat(r2 + k);
    s20 = f64x2.add(s20, f64x2.mul(a2, b0));
    s21 = f64x2.add(s21, f64x2.mul(a2, b1));
    const a3 = v128.load64_splat(r3 + k);
    s30 = f64x2.add(s30, f64x2.mul(a3, b0));
    s31 = f64x2.add(s31, f64x2.mul(a3, b1));
    panel += 32;
  }
  subtract(r0 + at, s00, s01, wide);
  if (r1 > r0) subtract(r1 + at, s10, s11, wide);
  if (r2 > r1) subtract(r2 + at, s20, s21, wide);
  if (r3 > r2) subtract(r3 + at, s30, s31, wide);
}

function subtract(from: usize, first: v128, second: v128, wide: i32): void {
  if (wide === 4) {
    v128.store(from, f64x2.sub(v128.load(from), first));
    v128.store(from, f64x2.sub(v128.load(from, 16), second), 16);
    return;
  }
  store<f64>(from, load<f64>(from) - f64x2.extract_lane(first, 0));
  if (wide > 1) store<f64>(from, load<f64>(from, 8) - f64x2.extract_lane(first, 1), 8);
  if (wide > 2) store<f64>(from, load<f64>(from, 16) - f64x2.extract_lane(second, 0), 16);
}

/** Copies numbers `from` to `from + width` of each row, (rows, n), to a matrix of its own, (rows, width). */
export function copyColumns(a: usize, n: i32, rows: i32, from: i32, width: i32, to: usize): void {
  const bytes: usize = 8 * width;
  a += 8 * from;
  for (let i: i32 = 0; i < rows; i++) {
    memory.copy(to, a, bytes);
    a += 8 * n;
    to += bytes;
  }
}

/**
 * Adds the moments that one column of a cell's nodes has at a row of lattice points: with k = factors[i], k' = factors[16 + i] and
 * k" = factors[32 + i], k m_i to the first row of sums, k' m_i to the second, k y_i to the third, and k" m_i + k s_i to the fourth.
 * @param factors three times 16 numbers
 * @param mass m, (16, columns); `moment` is y and `square` is s. The number of columns is even
 * @param sums four rows of `columns` numbers
 */
export function addMoments(factors: usize, mass: usize, moment: usize, square: usize, columns: i32, sums: usize): void {
  const stride: usize = 8 * columns;
  for (let at: usize = 0; at < stride; at += 16) {
    const to = sums + at;
    let masses = v128.load(to);
    let first = v128.load(to + stride);
    let second = v128.load(to + 2 * stride);
    let squares = v128.load(to + 3 * stride);
    let node = at;
    for (let factor = factors; factor < factors + 128; factor += 8) {
      const kernel = v128.load64_splat(factor);
      const own = v128.load(mass + node);
      masses = f64x2.add(masses, f64x2.mul(kernel, own));
      first = f64x2.add(first, f64x2.mul(v128.load64_splat(factor, 128), own));
      second = f64x2.add(second, f64x2.mul(kernel, v128.load(moment + node)));
      const ofMass = f64x2.mul(v128.load64_splat(factor, 256), own);
      squares = f64x2.add(squares, f64x2.add(ofMass, f64x2.mul(kernel, v128.load(square + node))));
      node += stride;
    }
    v128.store(to, masses);
    v128.store(to + stride, first);
    v128.store(to + 2 * stride, second);
    v128.store(to + 3 * stride, squares);
  }
}
