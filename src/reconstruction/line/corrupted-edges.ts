import { edgesOf } from "../../numerics/quadrature/line-panels.ts";
import type { LineMesh } from "./mesh-1d.ts";

/** p_sigma extends this many sigma beyond a hard wall, where it has fallen to exp(-50) of its value at the wall. */
const FAR = 10;
/** Most of p_sigma beyond a wall is within this many sigma. */
const NEAR = 2.5;
/** p_sigma has no structure narrower than sigma: edges closer than this, in units of sigma, are merged. */
const CLOSE = 1 / 8;

/**
 * The panels from which integrals over the corrupted point start. They resolve p, where panels much narrower than sigma are joined.
 * More edges resolve the places into which p_sigma spreads: beyond the ends of p, into gaps, and from a narrow panel into a wide neighbour.
 */
export function corruptedEdges(mesh: LineMesh, sigma: number): Float64Array {
  const clean = joined([...edgesOf(mesh.panels), ...mesh.points.map(({ at }) => at)], CLOSE * sigma);
  const [lower, upper] = [clean[0], clean[clean.length - 1]];
  const edges = [lower - FAR * sigma, lower - NEAR * sigma];
  clean.forEach((edge, i) => {
    if (i > 0) edges.push(...between(clean[i - 1], edge, sigma));
    edges.push(edge);
  });
  return Float64Array.from([...edges, upper + NEAR * sigma, upper + FAR * sigma]);
}

/** Numbers in increasing order, without those that are too close to an earlier one. The largest number is always kept. */
function joined(numbers: number[], close: number): number[] {
  const kept: number[] = [];
  const last = Math.max(...numbers);
  for (const number of numbers.sort((a, b) => a - b)) {
    if (kept.length === 0 || number - kept[kept.length - 1] >= close) kept.push(number);
  }
  return last > kept[kept.length - 1] ? [...kept, last] : kept;
}

/** More edges between two edges that are far apart in units of sigma. */
function between(a: number, b: number, sigma: number): number[] {
  if (b - a > 2 * FAR * sigma) return [a + NEAR * sigma, a + FAR * sigma, b - FAR * sigma, b - NEAR * sigma];
  return b - a > 2 * NEAR * sigma ? [a + NEAR * sigma, b - NEAR * sigma] : [];
}
