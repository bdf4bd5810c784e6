import fc from "fast-check";
import { type GaussianComponent, GaussianMixture } from "../../src/density/gaussian/gaussian-mixture.ts";
import { PlaneWaves } from "../../src/reconstruction/any-dimension/plane-waves.ts";

/** A covariance A A^T + 0.1 I, where the entries of A are within [-1, 1]. */
function covariance(dim: number): fc.Arbitrary<number[][]> {
  return fc
    .array(fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: dim, maxLength: dim }), {
      minLength: dim,
      maxLength: dim,
    })
    .map((a) =>
      a.map((row, i) => a.map((other, j) => row.reduce((sum, x, k) => sum + x * other[k], i === j ? 0.1 : 0))),
    );
}

/** Gaussian mixtures of up to three components with means within [-2, 2]. */
export function mixtures(dim: number): fc.Arbitrary<GaussianMixture> {
  const component = fc.record({
    weight: fc.double({ min: 0.1, max: 1, noNaN: true }),
    mean: fc.array(fc.double({ min: -2, max: 2, noNaN: true }), { minLength: dim, maxLength: dim }),
    covariance: covariance(dim),
  });
  return fc.array(component, { minLength: 1, maxLength: 3 }).map((components: GaussianComponent[]) => {
    const total = components.reduce((sum, { weight }) => sum + weight, 0);
    return new GaussianMixture(components.map((one) => ({ ...one, weight: one.weight / total })));
  });
}

/** A point within [-3, 3]^dim. */
export function points(dim: number): fc.Arbitrary<Float64Array> {
  return fc
    .array(fc.double({ min: -3, max: 3, noNaN: true }), { minLength: dim, maxLength: dim })
    .map((x) => Float64Array.from(x));
}

/** One to three plane waves with directions and wave vectors no longer than 2. */
export function planeWaves(dim: number): fc.Arbitrary<PlaneWaves> {
  const longest = 2 / Math.sqrt(dim);
  const vector = fc.array(fc.double({ min: -longest, max: longest, noNaN: true }), { minLength: dim, maxLength: dim });
  const wave = fc.record({
    direction: vector,
    waveVector: vector,
    phase: fc.double({ min: -Math.PI, max: Math.PI, noNaN: true }),
  });
  return fc.array(wave, { minLength: 1, maxLength: 3 }).map((waves) => new PlaneWaves(waves));
}
