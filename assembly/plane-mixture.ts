// log p of a mixture of Gaussians in the plane, for two points at a time. src/density/gaussian/plane-mixture.ts plans the memory of
// this module.
import { exponential } from "./exponential";
import { logarithm } from "./logarithm";

/**
 * The number of bytes of a component: its mean, its inverse covariance row by row, and the logarithm of its part of p at its mean.
 */
const COMPONENT: usize = 56;

/**
 * Writes log p of points.
 * @param points the coordinates x and y of each point. The number of points is even
 * @param components one or more components, one after the other
 * @param logs scratch memory for two numbers for each component
 * @param exponentials the table of assembly/exponential.ts
 * @param logarithms the table of assembly/logarithm.ts
 * @param values the results, one number for each point
 */
export function logPdf(
  points: usize,
  count: usize,
  components: usize,
  componentCount: usize,
  logs: usize,
  exponentials: usize,
  logarithms: usize,
  values: usize,
): void {
  const componentsEnd = components + COMPONENT * componentCount;
  const half = f64x2.splat(0.5);
  const end = values + 8 * count;
  for (; values < end; values += 16) {
    const first = v128.load(points);
    const second = v128.load(points, 16);
    points += 32;
    const x = v128.shuffle<f64>(first, second, 0, 2);
    const y = v128.shuffle<f64>(first, second, 1, 3);
    let largest = f64x2.splat(-Infinity);
    let to = logs;
    for (let component = components; component < componentsEnd; component += COMPONENT) {
      const dx = f64x2.sub(x, v128.load64_splat(component));
      const dy = f64x2.sub(y, v128.load64_splat(component, 8));
      const along = f64x2.add(
        f64x2.mul(v128.load64_splat(component, 16), dx),
        f64x2.mul(v128.load64_splat(component, 24), dy),
      );
      const across = f64x2.add(
        f64x2.mul(v128.load64_splat(component, 32), dx),
        f64x2.mul(v128.load64_splat(component, 40), dy),
      );
      const square = f64x2.add(f64x2.mul(along, dx), f64x2.mul(across, dy));
      const log = f64x2.sub(v128.load64_splat(component, 48), f64x2.mul(square, half));
      v128.store(to, log);
      to += 16;
      // The maximum is NaN if one of the numbers is.
      largest = f64x2.max(largest, log);
    }
    // 0, or NaN if the densities of all components are 0.
    let total = f64x2.sub(largest, largest);
    for (let at = logs; at < to; at += 16) {
      total = f64x2.add(total, exponential(f64x2.sub(v128.load(at), largest), exponentials));
    }
    v128.store(values, f64x2.add(largest, logarithm(total, logarithms)));
  }
}

/** Replaces an even number of numbers by their log, see `logarithm`. */
export function logarithmInPlace(numbers: usize, count: usize, table: usize): void {
  for (let at = numbers; at < numbers + 8 * count; at += 16) v128.store(at, logarithm(v128.load(at), table));
}
