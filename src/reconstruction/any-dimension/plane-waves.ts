import {
  checkAllFinite,
  checkFewest,
  checkFinite,
  checkLength,
  checkObject,
  checkPoints,
} from "../../numerics/check.ts";
import type { SmoothField } from "../field/vector-field.ts";

/** v sin(w . x + phase): direction of the values v and wave vector w, both of length d. */
export interface Wave {
  readonly direction: readonly number[];
  readonly waveVector: readonly number[];
  readonly phase: number;
}

/**
 * h(x) = sum_k v_k sin(w_k . x + phase_k): a smooth, bounded vector field in any dimension, whose derivatives and averages over a
 * Gaussian mixture are known exactly.
 */
export class PlaneWaves implements SmoothField {
  readonly dim: number;
  readonly waves: readonly Wave[];

  /** @throws InputError if there is no wave, or if directions and wave vectors do not all have the same length */
  constructor(waves: readonly Wave[]) {
    checkFewest("waves", waves, 1, "wave");
    waves.forEach((wave, k) => {
      checkObject(`waves[${k}]`, wave, "a direction, a waveVector and a phase", { numbers: ["phase"] });
      checkFewest(`waves[${k}].direction`, wave.direction, 1, "number");
      checkFinite(`waves[${k}].phase`, wave.phase);
      for (const name of ["direction", "waveVector"] as const) {
        checkLength(`waves[${k}].${name}`, wave[name], waves[0].direction.length);
        checkAllFinite(`waves[${k}].${name}`, wave[name]);
      }
    });
    this.dim = waves[0].direction.length;
    this.waves = waves;
  }

  value(points: Float64Array): Float64Array {
    const { dim } = this;
    return this.#sum(points, dim, Math.sin, (values, start, { direction }, sine) => {
      for (let a = 0; a < dim; a++) values[start + a] += direction[a] * sine;
    });
  }

  jacobian(points: Float64Array): Float64Array {
    const { dim } = this;
    return this.#sum(points, dim ** 2, Math.cos, (values, start, { direction, waveVector }, cosine) => {
      for (let a = 0; a < dim; a++) {
        for (let b = 0; b < dim; b++) values[start + a * dim + b] += direction[a] * waveVector[b] * cosine;
      }
    });
  }

  laplacian(points: Float64Array): Float64Array {
    const { dim } = this;
    return this.#sum(points, dim, Math.sin, (values, start, { direction, waveVector }, sine) => {
      const square = dot(waveVector, waveVector);
      for (let a = 0; a < dim; a++) values[start + a] -= square * direction[a] * sine;
    });
  }

  /** Lap div h. (n, d) -> (n). */
  divergenceLaplacian(points: Float64Array): Float64Array {
    return this.#sum(points, 1, Math.cos, (values, start, { direction, waveVector }, cosine) => {
      values[start] -= dot(waveVector, waveVector) * dot(direction, waveVector) * cosine;
    });
  }

  /**
   * Adds the contribution of every wave to `size` values at every point, the first of which is values[start].
   * @param oscillation the sine or the cosine, to which the contribution is proportional
   */
  #sum(
    points: Float64Array,
    size: number,
    oscillation: (angle: number) => number,
    add: (values: Float64Array, start: number, wave: Wave, oscillation: number) => void,
  ): Float64Array {
    const { dim, waves } = this;
    checkPoints("points", points, dim);
    const values = new Float64Array((points.length / dim) * size);
    for (let i = 0; i < points.length / dim; i++) {
      for (const wave of waves) {
        let angle = wave.phase;
        for (let a = 0; a < dim; a++) angle += wave.waveVector[a] * points[i * dim + a];
        add(values, i * size, wave, oscillation(angle));
      }
    }
    return values;
  }
}

/** u . v. */
export function dot(left: readonly number[], right: ArrayLike<number>): number {
  return left.reduce((sum, value, a) => sum + value * right[a], 0);
}
