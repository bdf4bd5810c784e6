import { edgesOf } from "../../numerics/quadrature/line-panels.ts";
import type { LineMesh } from "./mesh-1d.ts";

/** p_sigma reaches this far beyond a hard wall, in units of sigma: exp(-50) of what it is there; ... */
const FAR = 10;
/** ... and most of what is beyond is as near as this. */
const NEAR = 2.5;
/** Nothing of p_sigma is narrower than sigma: edges closer than this, in units of sigma, are one. */
const CLOSE = 1 / 8;

/**
 * Where to begin with integrals over the corrupted point: panels that resolve p, those much narrower than sigma joined, and around
 * what p_sigma reaches into: beyond the ends of p, into gaps, and from a narrow panel into a wide one beside it.
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

/** Numbers in order, without those that are too close to one before; the largest of them in any case. */
function joined(numbers: number[], close: number): number[] {
  const kept: number[] = [];
  const last = Math.max(...numbers);
  for (const number of numbers.sort((a, b) => a - b)) {
    if (kept.length === 0 || number - kept[kept.length - 1] >= close) kept.push(number);
  }
  return last > kept[kept.length - 1] ? [...kept, last] : kept;
}

/** Between two edges that are far from one another in units of sigma. */
function between(a: number, b: number, sigma: number): number[] {
  if (b - a > 2 * FAR * sigma) return [a + NEAR * sigma, a + FAR * sigma, b - FAR * sigma, b - NEAR * sigma];
  return b - a > 2 * NEAR * sigma ? [a + NEAR * sigma, b - NEAR * sigma] : [];
}
