// Sums points one by one: the difference from each query, its square, the exponential, and the sums. In one to three dimensions it
// processes two queries and two points at a time; in higher dimensions a tile of points for four queries, axis by axis.

import { exponential } from "./exponential";
import { addTo, at, count, first, isCompact, mass, TILE } from "./points-block";
import { coordinates, dim, inverseSigma, order, pitch, table } from "./points-plan";
import { addProducts } from "./points-product";
import { both, row, sharesAt, weigh } from "./points-weights";

/** Adds points `begin` to `end` to the sums of the block. */
export function addPoints(begin: usize, end: usize): void {
  if (dim === 1) for (let q: usize = 0; q < count; q += 2) addOnLine(q, begin << 3, end << 3);
  else if (dim === 2) for (let q: usize = 0; q < count; q += 2) addInPlane(q, begin << 3, end << 3);
  else if (dim === 3) for (let q: usize = 0; q < count; q += 2) addInSpace(q, begin << 3, end << 3);
  else if (isCompact) addProducts(begin, end);
  else {
    for (let tile = begin; tile < end; tile += TILE) {
      for (let q: usize = 0; q < count; q += 4) addTile(q, tile << 3, min(end, tile + TILE) << 3);
    }
  }
}

function addOnLine(q: usize, begin: usize, end: usize): void {
  const x = at + 8 * q;
  const scale = f64x2.splat(-0.5 * inverseSigma * inverseSigma);
  const exponentials = table;
  const xs = coordinates;
  const px = v128.load64_splat(x);
  const qx = v128.load64_splat(x + 8);
  let m0 = f64x2.splat(0);
  let x0 = m0;
  let m1 = m0;
  let x1 = m0;
  for (let k = begin; k < end; k += 16) {
    const share = sharesAt(k, end);
    const y = v128.load(xs + k);
    const s = f64x2.sub(y, px);
    const t = f64x2.sub(y, qx);
    const v = f64x2.mul(share, exponential(f64x2.mul(f64x2.mul(s, s), scale), exponentials));
    const w = f64x2.mul(share, exponential(f64x2.mul(f64x2.mul(t, t), scale), exponentials));
    m0 = f64x2.add(m0, v);
    x0 = f64x2.add(x0, f64x2.mul(v, s));
    m1 = f64x2.add(m1, w);
    x1 = f64x2.add(x1, f64x2.mul(w, t));
  }
  addTo(mass + 8 * q, both(m0));
  addTo(mass + 8 * q + 8, both(m1));
  addTo(first + 8 * q, both(x0) * inverseSigma);
  addTo(first + 8 * q + 8, both(x1) * inverseSigma);
}

function addInPlane(q: usize, begin: usize, end: usize): void {
  const x = at + 16 * q;
  const scale = f64x2.splat(-0.5 * inverseSigma * inverseSigma);
  const exponentials = table;
  const xs = coordinates;
  const ys = coordinates + pitch;
  const px = v128.load64_splat(x);
  const py = v128.load64_splat(x + 8);
  const qx = v128.load64_splat(x + 16);
  const qy = v128.load64_splat(x + 24);
  let m0 = f64x2.splat(0);
  let x0 = m0;
  let y0 = m0;
  let m1 = m0;
  let x1 = m0;
  let y1 = m0;
  for (let k = begin; k < end; k += 16) {
    const share = sharesAt(k, end);
    const sx = f64x2.sub(v128.load(xs + k), px);
    const sy = f64x2.sub(v128.load(ys + k), py);
    const tx = f64x2.sub(v128.load(xs + k), qx);
    const ty = f64x2.sub(v128.load(ys + k), qy);
    const s = f64x2.mul(f64x2.add(f64x2.mul(sx, sx), f64x2.mul(sy, sy)), scale);
    const t = f64x2.mul(f64x2.add(f64x2.mul(tx, tx), f64x2.mul(ty, ty)), scale);
    const v = f64x2.mul(share, exponential(s, exponentials));
    const w = f64x2.mul(share, exponential(t, exponentials));
    m0 = f64x2.add(m0, v);
    x0 = f64x2.add(x0, f64x2.mul(v, sx));
    y0 = f64x2.add(y0, f64x2.mul(v, sy));
    m1 = f64x2.add(m1, w);
    x1 = f64x2.add(x1, f64x2.mul(w, tx));
    y1 = f64x2.add(y1, f64x2.mul(w, ty));
  }
  addTo(mass + 8 * q, both(m0));
  addTo(mass + 8 * q + 8, both(m1));
  const to = first + 16 * q;
  addTo(to, both(x0) * inverseSigma);
  addTo(to + 8, both(y0) * inverseSigma);
  addTo(to + 16, both(x1) * inverseSigma);
  addTo(to + 24, both(y1) * inverseSigma);
}

function addInSpace(q: usize, begin: usize, end: usize): void {
  const x = at + 24 * q;
  const scale = f64x2.splat(-0.5 * inverseSigma * inverseSigma);
  const exponentials = table;
  const xs = coordinates;
  const ys = xs + pitch;
  const zs = ys + pitch;
  const px = v128.load64_splat(x);
  const py = v128.load64_splat(x + 8);
  const pz = v128.load64_splat(x + 16);
  const qx = v128.load64_splat(x + 24);
  const qy = v128.load64_splat(x + 32);
  const qz = v128.load64_splat(x + 40);
  let m0 = f64x2.splat(0);
  let x0 = m0;
  let y0 = m0;
  let z0 = m0;
  let m1 = m0;
  let x1 = m0;
  let y1 = m0;
  let z1 = m0;
  for (let k = begin; k < end; k += 16) {
    const share = sharesAt(k, end);
    const sx = f64x2.sub(v128.load(xs + k), px);
    const sy = f64x2.sub(v128.load(ys + k), py);
    const sz = f64x2.sub(v128.load(zs + k), pz);
    const s = f64x2.add(f64x2.add(f64x2.mul(sx, sx), f64x2.mul(sy, sy)), f64x2.mul(sz, sz));
    const v = f64x2.mul(share, exponential(f64x2.mul(s, scale), exponentials));
    m0 = f64x2.add(m0, v);
    x0 = f64x2.add(x0, f64x2.mul(v, sx));
    y0 = f64x2.add(y0, f64x2.mul(v, sy));
    z0 = f64x2.add(z0, f64x2.mul(v, sz));
    const tx = f64x2.sub(v128.load(xs + k), qx);
    const ty = f64x2.sub(v128.load(ys + k), qy);
    const tz = f64x2.sub(v128.load(zs + k), qz);
    const t = f64x2.add(f64x2.add(f64x2.mul(tx, tx), f64x2.mul(ty, ty)), f64x2.mul(tz, tz));
    const w = f64x2.mul(share, exponential(f64x2.mul(t, scale), exponentials));
    m1 = f64x2.add(m1, w);
    x1 = f64x2.add(x1, f64x2.mul(w, tx));
    y1 = f64x2.add(y1, f64x2.mul(w, ty));
    z1 = f64x2.add(z1, f64x2.mul(w, tz));
  }
  addTo(mass + 8 * q, both(m0));
  addTo(mass + 8 * q + 8, both(m1));
  const to = first + 24 * q;
  addTo(to, both(x0) * inverseSigma);
  addTo(to + 8, both(y0) * inverseSigma);
  addTo(to + 16, both(z0) * inverseSigma);
  addTo(to + 24, both(x1) * inverseSigma);
  addTo(to + 32, both(y1) * inverseSigma);
  addTo(to + 40, both(z1) * inverseSigma);
}

/** Adds a tile of points, at most TILE, to the sums of four queries. */
function addTile(q: usize, begin: usize, end: usize): void {
  findExponents(q, begin, end);
  for (let j: usize = 0; j < 4; j++) weigh(q + j, row(j), begin, end);
  if (order > 0) addMoments(q, begin, end);
}

/** Writes -|x - y|^2 / 2 sigma^2 for each point of the tile and each of four queries. */
function findExponents(q: usize, begin: usize, end: usize): void {
  const step = dim << 3;
  const x = at + q * step;
  const scale = f64x2.splat(-0.5 * inverseSigma * inverseSigma);
  const length = pitch;
  let to = row(0);
  for (let k = begin; k < end; k += 16) {
    let e0 = f64x2.splat(0);
    let e1 = e0;
    let e2 = e0;
    let e3 = e0;
    let y = coordinates + k;
    for (let a = x; a < x + step; a += 8) {
      const values = v128.load(y);
      const t0 = f64x2.sub(values, v128.load64_splat(a));
      const t1 = f64x2.sub(values, v128.load64_splat(a + step));
      const t2 = f64x2.sub(values, v128.load64_splat(a + 2 * step));
      const t3 = f64x2.sub(values, v128.load64_splat(a + 3 * step));
      e0 = f64x2.add(e0, f64x2.mul(t0, t0));
      e1 = f64x2.add(e1, f64x2.mul(t1, t1));
      e2 = f64x2.add(e2, f64x2.mul(t2, t2));
      e3 = f64x2.add(e3, f64x2.mul(t3, t3));
      y += length;
    }
    v128.store(to, f64x2.mul(e0, scale));
    v128.store(to + row(1) - row(0), f64x2.mul(e1, scale));
    v128.store(to + row(2) - row(0), f64x2.mul(e2, scale));
    v128.store(to + row(3) - row(0), f64x2.mul(e3, scale));
    to += 16;
  }
}

/** Adds weights times (y - x) / sigma to the sums of four queries. */
function addMoments(q: usize, begin: usize, end: usize): void {
  const step = dim << 3;
  const x = at + q * step;
  const to = first + q * step;
  let y = coordinates + begin;
  const length = end - begin;
  for (let a: usize = 0; a < step; a += 8) {
    const p0 = v128.load64_splat(x + a);
    const p1 = v128.load64_splat(x + a + step);
    const p2 = v128.load64_splat(x + a + 2 * step);
    const p3 = v128.load64_splat(x + a + 3 * step);
    let s0 = f64x2.splat(0);
    let s1 = s0;
    let s2 = s0;
    let s3 = s0;
    let weights = row(0);
    for (let k: usize = 0; k < length; k += 16) {
      const values = v128.load(y + k);
      s0 = f64x2.add(s0, f64x2.mul(v128.load(weights), f64x2.sub(values, p0)));
      s1 = f64x2.add(s1, f64x2.mul(v128.load(weights + row(1) - row(0)), f64x2.sub(values, p1)));
      s2 = f64x2.add(s2, f64x2.mul(v128.load(weights + row(2) - row(0)), f64x2.sub(values, p2)));
      s3 = f64x2.add(s3, f64x2.mul(v128.load(weights + row(3) - row(0)), f64x2.sub(values, p3)));
      weights += 16;
    }
    addTo(to + a, both(s0) * inverseSigma);
    addTo(to + a + step, both(s1) * inverseSigma);
    addTo(to + a + 2 * step, both(s2) * inverseSigma);
    addTo(to + a + 3 * step, both(s3) * inverseSigma);
    y += pitch;
  }
}
