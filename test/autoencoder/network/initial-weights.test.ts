import { expect, it } from "vitest";
import { initialParameters } from "../../../src/autoencoder/network/initial-weights.ts";
import { parametersIn } from "../../../src/autoencoder/network/parameters.ts";
import { createRng, normals } from "../../../src/numerics/random/random.ts";

const shape = { dim: 2, hidden: 2000, tied: false };
const points = normals(createRng(1), 2000, 3);

it.each([undefined, 1])(
  "V h is of the given size, %s or 0.1 of the data's standard deviation: within 10 %%, over 2000 saturated units",
  (output) => {
    const { decoder } = parametersIn(initialParameters(points, shape, 2, createRng(2), output), shape);
    const size = Math.sqrt(decoder.reduce((sum, weight) => sum + weight ** 2, 0) / shape.dim);
    expect(Math.abs(size / (3 * (output ?? 0.1)) - 1)).toBeLessThan(0.1);
  },
);

it("the initial output changes nothing but the decoder", () => {
  const [small, large] = [0.1, 1].map((output) =>
    parametersIn(initialParameters(points, shape, 2, createRng(2), output), shape),
  );
  expect(large.encoder).toEqual(small.encoder);
  expect(large.hiddenBias).toEqual(small.hiddenBias);
  expect(large.outputBias).toEqual(small.outputBias);
  large.decoder.forEach((weight, j) => {
    expect(weight).toBeCloseTo(10 * small.decoder[j], 12);
  });
});
