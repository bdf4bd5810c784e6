import { gaussHermiteGrid } from "../numerics/gauss-hermite.ts";
import type { BoxEdges } from "../numerics/integrate-box.ts";

/** The corruption is cut at this many sigma: exp(-36) of its peak. */
const REACH_IN_SIGMAS = 8.5;
/** Lattice points per sigma. The trapezoidal rule with every second one is exact to 1e-16 for waves of 4 / sigma. */
const POINTS_PER_SIGMA = 4;
/** Lattice points beyond which Gauss-Hermite rules, which take values of r of their own at every point, cost less. */
const MAX_LATTICE = 1_000_000;
/** Gauss-Hermite orders tried, until two in a row agree. */
const ORDERS: readonly number[] = [4, 6, 8, 11, 15, 20];
/** Orders agree where they differ by less than this share of the average. */
const AGREEMENT = 1e-13;
/** Values of r that are asked for at a time. */
const POINTS_PER_CALL = 100_000;

type Field = (points: Float64Array) => Float64Array;

/** E_eps|r(x + eps) - x|^2 at points x, eps ~ N(0, sigma^2 I), in two ways whose difference tells the error. */
export interface DenoisingErrors {
  /** (n, 2) -> (n, 2): the accurate average, then a coarser one. */
  averages(points: Float64Array): Float64Array;
}

/**
 * For clean points within a box. A lattice of sigma / 4 carries values of r that all points share, and averages are
 * trapezoidal sums over it, which for Gaussians converge faster than any power. Where sigma is so small that the lattice
 * would be huge, r hardly bends within the noise, and Gauss-Hermite rules of low order around each point take over.
 *
 * @param r (n, 2) -> (n, 2), smooth on the scale of sigma, defined wherever x + eps can fall
 * @param probes points that are representative, to choose an order by
 */
export function denoisingErrors(
  r: Field,
  sigma: number,
  [xEdges, yEdges]: BoxEdges,
  probes: Float64Array,
): DenoisingErrors {
  const step = sigma / POINTS_PER_SIGMA;
  const axes = [xEdges, yEdges].map((edges) => {
    // Even indices at both ends, with room for the reach.
    const margin = 2 * Math.ceil((REACH_IN_SIGMAS * POINTS_PER_SIGMA) / 2 + 1);
    const inside = Math.ceil((edges[edges.length - 1] - edges[0]) / step);
    return { first: edges[0] - margin * step, count: inside + 2 * margin + 1 };
  });
  if (axes[0].count * axes[1].count <= MAX_LATTICE) return new Lattice(r, sigma, axes[0], axes[1]);
  return new HermiteAverages(r, sigma, probes);
}

interface LatticeAxis {
  readonly first: number;
  readonly count: number;
}

class Lattice implements DenoisingErrors {
  readonly #sigma: number;
  readonly #step: number;
  readonly #axes: readonly [LatticeAxis, LatticeAxis];
  /** r at the lattice's points, (x, y, 2). */
  readonly #values: Float64Array;

  constructor(r: Field, sigma: number, xAxis: LatticeAxis, yAxis: LatticeAxis) {
    this.#sigma = sigma;
    this.#step = sigma / POINTS_PER_SIGMA;
    this.#axes = [xAxis, yAxis];
    const points = new Float64Array(xAxis.count * yAxis.count * 2);
    let at = 0;
    for (let i = 0; i < xAxis.count; i++) {
      for (let j = 0; j < yAxis.count; j++) {
        points[at++] = xAxis.first + i * this.#step;
        points[at++] = yAxis.first + j * this.#step;
      }
    }
    this.#values = inParts(r, points);
  }

  averages(points: Float64Array): Float64Array {
    const reach = Math.ceil(REACH_IN_SIGMAS * POINTS_PER_SIGMA);
    const width = 2 * reach + 1;
    const [xBell, yBell] = [new Float64Array(width), new Float64Array(width)];
    const [xAxis, yAxis] = this.#axes;
    const values = this.#values;
    const averages = new Float64Array(points.length);
    for (let at = 0; at < points.length; at += 2) {
      const [x, y] = [points[at], points[at + 1]];
      const row = this.#bell(xAxis, x, reach, xBell);
      const column = this.#bell(yAxis, y, reach, yBell);
      let fine = 0;
      let coarse = 0;
      for (let i = 0; i < width; i++) {
        let even = 0;
        let odd = 0;
        let k = ((row + i) * yAxis.count + column) * 2;
        for (let j = 0; j < width; j++, k += 2) {
          const u = values[k] - x;
          const v = values[k + 1] - y;
          const term = yBell[j] * (u * u + v * v);
          if ((column + j) % 2 === 0) even += term;
          else odd += term;
        }
        fine += xBell[i] * (even + odd);
        if ((row + i) % 2 === 0) coarse += 4 * xBell[i] * even;
      }
      averages[at] = fine;
      averages[at + 1] = coarse;
    }
    return averages;
  }

  /** The corruption's bell around x times the step, at the lattice points within reach; the index of the first. */
  #bell({ first }: LatticeAxis, x: number, reach: number, bell: Float64Array): number {
    const start = Math.round((x - first) / this.#step) - reach;
    for (let k = 0; k < bell.length; k++) {
      const offset = (first + (start + k) * this.#step - x) / this.#sigma;
      bell[k] = Math.exp(-0.5 * offset * offset) / (POINTS_PER_SIGMA * Math.sqrt(2 * Math.PI));
    }
    return start;
  }
}

class HermiteAverages implements DenoisingErrors {
  readonly #r: Field;
  readonly #sigma: number;
  /** Index of the order that the last two agreed at, at least 1. */
  #order = 0;

  constructor(r: Field, sigma: number, probes: Float64Array) {
    this.#r = r;
    this.#sigma = sigma;
    let coarse = this.#average(probes, ORDERS[0]);
    for (let agreed = false; !agreed && this.#order < ORDERS.length - 1; ) {
      const fine = this.#average(probes, ORDERS[++this.#order]);
      agreed = fine.every((value, i) => Math.abs(value - coarse[i]) <= AGREEMENT * value);
      coarse = fine;
    }
  }

  averages(points: Float64Array): Float64Array {
    const [fine, coarse] = [this.#order, this.#order - 1].map((k) => this.#average(points, ORDERS[k]));
    return Float64Array.from(points, (_, i) => (i % 2 === 0 ? fine : coarse)[i >> 1]);
  }

  /** By the rule of one order. (n, 2) -> (n). */
  #average(points: Float64Array, order: number): Float64Array {
    const { nodes, weights } = gaussHermiteGrid(order, 2);
    const corrupted = new Float64Array(points.length * weights.length);
    let at = 0;
    for (let i = 0; i < points.length; i += 2) {
      for (let k = 0; k < nodes.length; k += 2) {
        corrupted[at++] = points[i] + this.#sigma * nodes[k];
        corrupted[at++] = points[i + 1] + this.#sigma * nodes[k + 1];
      }
    }
    const reconstructed = inParts(this.#r, corrupted);
    const averages = new Float64Array(points.length / 2);
    at = 0;
    for (let i = 0; i < averages.length; i++) {
      for (const weight of weights) {
        const u = reconstructed[at++] - points[2 * i];
        const v = reconstructed[at++] - points[2 * i + 1];
        averages[i] += weight * (u * u + v * v);
      }
    }
    return averages;
  }
}

/** r at many points, a part of them at a time. */
function inParts(r: Field, points: Float64Array): Float64Array {
  const values = new Float64Array(points.length);
  for (let first = 0; first < points.length; first += 2 * POINTS_PER_CALL) {
    values.set(r(points.subarray(first, first + 2 * POINTS_PER_CALL)), first);
  }
  return values;
}
