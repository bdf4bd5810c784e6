import type { OneLayer } from "../../src/autoencoder/network/one-layer.ts";

/**
 * The path integral -(1 / sigma²) INT_0^1 (r(g) - g) . g' dt of a network with one hidden layer along the segment from x to x',
 * g(t) = x + t (x' - x), without quadrature. Along a line each hidden unit is h(a + t w), whose integral is (H(a + w) - H(a)) / w with
 * H' = h. from, to (n, d) -> (n).
 */
export function networkPathIntegral(network: OneLayer, from: Float64Array, to: Float64Array): Float64Array {
  const { dim, hidden, sigma, activation } = network;
  const { encoder, hiddenBias, decoder, outputBias } = network.weights;
  return Float64Array.from({ length: from.length / dim }, (_, i) => {
    const x = from.subarray(i * dim, (i + 1) * dim);
    const step = x.map((value, a) => to[i * dim + a] - value);
    let work = 0;
    for (let a = 0; a < dim; a++) work += step[a] * (outputBias[a] - x[a] - step[a] / 2);
    for (let k = 0; k < hidden; k++) {
      const row = encoder.subarray(k * dim, (k + 1) * dim);
      const before = row.reduce((sum, weight, a) => sum + weight * x[a], hiddenBias[k]);
      const change = row.reduce((sum, weight, a) => sum + weight * step[a], 0);
      const along = step.reduce((sum, value, a) => sum + value * decoder[a * hidden + k], 0);
      const { antiderivative, value } = activation;
      const mean =
        Math.abs(change) < 1e-6
          ? value(before + change / 2)
          : (antiderivative(before + change) - antiderivative(before)) / change;
      work += along * mean;
    }
    return -work / sigma ** 2;
  });
}
