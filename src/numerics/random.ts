import ziggurat from "@stdlib/random-base-improved-ziggurat";
import mt19937 from "@stdlib/random-base-mt19937";

/** A seeded stream of random numbers. Handed in by the caller: the same seed gives the same numbers, everywhere. */
export interface Rng {
  /** Uniform on [0, 1), 53 random bits. */
  uniform(): number;
  /** Standard normal. */
  normal(): number;
}

/**
 * A stream of its own for each seed: Mersenne Twister (MT19937), normals by the improved ziggurat method.
 * @param seed integer from 1 to 2^32 - 1
 */
export function createRng(seed: number): Rng {
  if (!Number.isInteger(seed) || seed < 1 || seed > 2 ** 32 - 1) {
    throw new RangeError(`seed: must be an integer from 1 to 4294967295, not ${seed}`);
  }
  // Its declarations leave out that a factory's generator carries `normalized` too.
  const twister = mt19937.factory({ seed }) as ReturnType<typeof mt19937.factory> & { normalized(): number };
  return { uniform: twister.normalized, normal: ziggurat.factory({ prng: twister.normalized }) };
}
