/** The factors of r(x, sigma) = skip x + output F(input x). */
export interface SkipScaling {
  /** skip - 1, which is small for a small sigma; computed without cancellation. */
  readonly lessThanOne: number;
  readonly input: number;
  readonly output: number;
}

/**
 * The scaling that keeps the input and output of a network at order 1 for every sigma (Karras,
 * Aittala, Aila and Laine, Elucidating the Design Space of Diffusion-Based Generative Models, 2022, Table 1). With s the
 * standard deviation of a coordinate of the data, skip = s^2 / (s^2 + sigma^2), input = 1 / sqrt(s^2 + sigma^2) and
 * output = s sigma / sqrt(s^2 + sigma^2). With F = 0, r is the best denoiser of N(0, s^2 I).
 */
export function skipScaling(sigma: number, dataScale: number): SkipScaling {
  const root = Math.hypot(dataScale, sigma);
  return { lessThanOne: -((sigma / root) ** 2), input: 1 / root, output: (dataScale * sigma) / root };
}
