import { TanhMemory } from "../../numerics/vector-functions/tanh-memory.ts";
import type { OneLayerParameters } from "../network/parameters.ts";

/** The number of units, of all points of a block together, that are held at a time: they stay in a core's cache. */
const BLOCK_UNITS = 2 ** 14;

/**
 * dr/dx = V diag(1 - tanh(b + W x)^2) W of a network with one hidden layer of tanh, as `OneLayer.jacobian` computes it, in less than
 * half of the time: assembly/tanh.ts computes tanh for two units at once. The derivative of a unit is exact to 4 epsilon, absolutely:
 * that of a saturated unit loses its relative accuracy.
 */
export class TanhJacobian {
  readonly #parameters: OneLayerParameters;
  /** W by columns, (d, H). */
  readonly #columns: Float64Array;
  readonly #memory = new TanhMemory();
  /** A block of points with all their units, (rows, H). */
  readonly #units: Float64Array;
  readonly #rows: number;

  /** @param parameters of untied weights, which must not change afterwards */
  constructor(parameters: OneLayerParameters) {
    const { encoder, hiddenBias, outputBias } = parameters;
    const [dim, hidden] = [outputBias.length, hiddenBias.length];
    this.#parameters = parameters;
    this.#columns = encoder.map((_, j) => encoder[(j % hidden) * dim + Math.floor(j / hidden)]);
    this.#rows = Math.max(1, Math.floor(BLOCK_UNITS / hidden));
    [this.#units] = this.#memory.arrays([this.#rows * hidden]);
  }

  /** The Jacobians at whole points, (n, d) -> (n, d, d). */
  at(points: Float64Array): Float64Array {
    const dim = this.#parameters.outputBias.length;
    const jacobians = new Float64Array(points.length * dim);
    for (let first = 0; first < points.length; first += this.#rows * dim) {
      const block = points.subarray(first, first + this.#rows * dim);
      this.#products(this.#slopes(block), jacobians.subarray(first * dim));
    }
    return jacobians;
  }

  /** 1 - tanh(b + W x)^2, (n, H). */
  #slopes(points: Float64Array): Float64Array {
    const { encoder, hiddenBias, outputBias } = this.#parameters;
    const [dim, hidden] = [outputBias.length, hiddenBias.length];
    const units = this.#units.subarray(0, (points.length / dim) * hidden);
    for (let i = 0, unit = 0; i < points.length; i += dim) {
      for (let k = 0; k < hidden; k++, unit++) {
        let sum = hiddenBias[k];
        for (let b = 0; b < dim; b++) sum += encoder[k * dim + b] * points[i + b];
        units[unit] = sum;
      }
    }
    this.#memory.tanh(units);
    for (let unit = 0; unit < units.length; unit++) units[unit] = 1 - units[unit] * units[unit];
    return units;
  }

  /** V diag(slopes) W for each point. */
  #products(slopes: Float64Array, jacobians: Float64Array): void {
    const { decoder, hiddenBias, outputBias } = this.#parameters;
    const columns = this.#columns;
    const [dim, hidden] = [outputBias.length, hiddenBias.length];
    for (let i = 0, entry = 0; i < slopes.length; i += hidden) {
      for (let a = 0; a < dim; a++) {
        for (let b = 0; b < dim; b++, entry++) {
          let sum = 0;
          for (let k = 0; k < hidden; k++) sum += decoder[a * hidden + k] * slopes[i + k] * columns[b * hidden + k];
          jacobians[entry] = sum;
        }
      }
    }
  }
}
