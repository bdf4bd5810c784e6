import mt19937 from "@stdlib/random-base-mt19937";
import { describe, expect, it } from "vitest";
import { MersenneTwister } from "../../../src/numerics/random/mersenne-twister.ts";

/** Three blocks of 312 uniform numbers, or of 624 integers, and a part of the fourth. */
const [UNIFORMS, INTEGERS] = [1000, 2000];

describe.each([1, 5489, 2 ** 32 - 1, Uint32Array.of(3, 0, 7)])("MersenneTwister of the seed %s", (seed) => {
  it("has the numbers of @stdlib's, bit by bit", () => {
    const { normalized } = mt19937.factory({ seed }) as unknown as { normalized(): number };
    const twister = new MersenneTwister(seed, "uniforms");
    for (let i = 0; i < UNIFORMS; i++) expect(twister.next()).toBe(normalized());
  });

  it("has the integers of @stdlib's", () => {
    const reference = mt19937.factory({ seed });
    const twister = new MersenneTwister(seed, "integers");
    for (let i = 0; i < INTEGERS; i++) expect(twister.next()).toBe(reference());
  });
});

describe("MersenneTwister", () => {
  it("has the 10,000th integer of the C++ standard's mt19937, 4123659995, for its seed, 5489", () => {
    const twister = new MersenneTwister(5489, "integers");
    for (let i = 1; i < 10_000; i++) twister.next();
    expect(twister.next()).toBe(4123659995);
  });

  it("is not disturbed by others that take turns with it", () => {
    const [alone, one] = [1, 1].map((seed) => new MersenneTwister(seed, "uniforms"));
    const others = [new MersenneTwister(1, "integers"), new MersenneTwister(2, "uniforms")];
    for (let i = 0; i < UNIFORMS; i++) {
      for (const other of others) other.next();
      expect(one.next()).toBe(alone.next());
    }
  });
});
