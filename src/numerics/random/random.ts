import { checkObject, checkWhole } from "../check.ts";
import { MersenneTwister } from "./mersenne-twister.ts";
import { fillByZiggurat, ziggurat } from "./ziggurat.ts";

/** A seeded stream of random numbers, which callers pass to functions. The same seed gives the same numbers everywhere. */
export interface Rng {
  /** A number that is uniform on [0, 1), with 53 random bits. */
  uniform(): number;
  /** A standard normal number. */
  normal(): number;
  /** Fills an array with the same numbers as repeated calls of `uniform`, in less time. `uniforms` works without it. */
  fillUniform?(out: Float64Array): void;
  /** Fills an array with the same numbers as repeated calls of `normal`, in less time. `normals` works without it. */
  fillNormal?(out: Float64Array): void;
}

const LARGEST_SEED = 2 ** 32 - 1;

/**
 * Makes the stream of random numbers of a seed: Mersenne Twister (MT19937), normals by the improved ziggurat method. The numbers
 * are those of @stdlib/random-base-mt19937 and @stdlib/random-base-improved-ziggurat.
 * @param seed an integer from 1 to 2^32 - 1
 * @param streams integers from 0 to 2^32 - 1 that distinguish independent streams of the same seed
 * @throws InputError for an invalid seed or stream
 */
export function createRng(seed: number, ...streams: readonly number[]): Rng {
  checkWhole("seed", seed, 1, LARGEST_SEED);
  for (const stream of streams) checkWhole("stream", stream, 0, LARGEST_SEED);
  const key = streams.length === 0 ? seed : Uint32Array.of(seed, ...streams);
  const twister = new MersenneTwister(key, "uniforms");
  const uniform = (): number => twister.next();
  // The choice of the ziggurat's block must be independent of the position in the block.
  const blocks = new MersenneTwister(Math.floor(1 + LARGEST_SEED * uniform()), "integers");
  const integer = (): number => blocks.next();
  const normal = ziggurat(uniform, integer);
  return {
    uniform,
    normal,
    fillUniform: (out) => twister.fill(out),
    fillNormal: (out) => fillByZiggurat(out, twister, blocks, normal),
  };
}

/** Independent draws from the uniform distribution on [0, 1), shape (n). */
export function uniforms(rng: Rng, n: number): Float64Array {
  const draws = new Float64Array(n);
  if (rng.fillUniform) rng.fillUniform(draws);
  else for (let i = 0; i < n; i++) draws[i] = rng.uniform();
  return draws;
}

/** Independent draws of N(0, standardDeviation^2), shape (n). */
export function normals(rng: Rng, n: number, standardDeviation = 1): Float64Array {
  const draws = new Float64Array(n);
  if (rng.fillNormal) rng.fillNormal(draws);
  else for (let i = 0; i < n; i++) draws[i] = rng.normal();
  if (standardDeviation !== 1) for (let i = 0; i < n; i++) draws[i] *= standardDeviation;
  return draws;
}

/** @throws InputError for an argument that is not a stream of random numbers */
export function checkRng(argument: string, rng: Rng): void {
  checkObject(argument, rng, "a stream of random numbers, createRng(seed)", { methods: ["uniform", "normal"] });
}
