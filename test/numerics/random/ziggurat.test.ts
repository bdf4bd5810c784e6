import improvedZiggurat from "@stdlib/random-base-improved-ziggurat";
import mt19937 from "@stdlib/random-base-mt19937";
import { describe, expect, it } from "vitest";
import { createRng } from "../../../src/numerics/random/random.ts";
import { ziggurat } from "../../../src/numerics/random/ziggurat.ts";

describe("ziggurat", () => {
  it("has the numbers of @stdlib's improved ziggurat on the same uniform numbers, bit by bit, those of the tail included", () => {
    const { normalized } = mt19937.factory({ seed: 11 }) as unknown as { normalized(): number };
    const reference = improvedZiggurat.factory({ prng: normalized });
    const rng = createRng(11);
    const draws = Array.from({ length: 100_000 }, () => rng.normal());
    const first = draws.findIndex((z) => z !== reference());
    expect(first).toBe(-1);
    // P(|z| > 3.45) is 5.6e-4.
    expect(draws.filter((z) => Math.abs(z) > 3.45).length).toBeGreaterThan(20);
  });

  it("takes the inner share of a block as it is, from one uniform number and one integer", () => {
    const asked: string[] = [];
    const normal = ziggurat(
      () => {
        asked.push("uniform");
        return 0.75;
      },
      () => {
        asked.push("integer");
        return 1;
      },
    );
    const z = normal();
    expect(asked).toEqual(["uniform", "integer"]);
    // Half-way to the end of the second block, where the tail begins.
    expect(z).toBe(3.442619855899 / 2);
  });
});
