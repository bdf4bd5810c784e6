// The inner loop of src/numerics/linear-algebra/matrix-product.ts: it multiplies four rows of one factor by all columns of another,
// two lanes at a time. Each sum is computed in the order of its terms and without fused operations, so that the bytes are those of
// plain JavaScript.

/**
 * Adds `depth` terms of each sum to a product of four rows. All addresses are in bytes.
 * @param left the panel of A, with four numbers for each term
 * @param right the panels of B^T, one after the other, with four numbers for each term
 * @param panels the number of panels of B^T. Each gives four columns of the product
 * @param product the product, four rows of 4 * panels numbers
 */
export function addPanels(left: usize, right: usize, panels: i32, depth: i32, product: usize): void {
  const row: usize = 32 * panels;
  let b = right;
  for (let panel: i32 = 0; panel < panels; panel++) {
    let s00 = f64x2.splat(0);
    let s01 = s00;
    let s10 = s00;
    let s11 = s00;
    let s20 = s00;
    let s21 = s00;
    let s30 = s00;
    let s31 = s00;
    let a = left;
    for (let k: i32 = 0; k < depth; k++) {
      const b0 = v128.load(b);
      const b1 = v128.load(b, 16);
      const a0 = v128.load64_splat(a);
      s00 = f64x2.add(s00, f64x2.mul(a0, b0));
      s01 = f64x2.add(s01, f64x2.mul(a0, b1));
      const a1 = v128.load64_splat(a, 8);
      s10 = f64x2.add(s10, f64x2.mul(a1, b0));
      s11 = f64x2.add(s11, f64x2.mul(a1, b1));
      const a2 = v128.load64_splat(a, 16);
      s20 = f64x2.add(s20, f64x2.mul(a2, b0));
      s21 = f64x2.add(s21, f64x2.mul(a2, b1));
      const a3 = v128.load64_splat(a, 24);
      s30 = f64x2.add(s30, f64x2.mul(a3, b0));
      s31 = f64x2.add(s31, f64x2.mul(a3, b1));
      a += 32;
      b += 32;
    }
    const to = product + 32 * panel;
    addTo(to, s00, s01);
    addTo(to + row, s10, s11);
    addTo(to + 2 * row, s20, s21);
    addTo(to + 3 * row, s30, s31);
  }
}

function addTo(to: usize, first: v128, second: v128): void {
  v128.store(to, f64x2.add(v128.load(to), first));
  v128.store(to, f64x2.add(v128.load(to, 16), second), 16);
}
