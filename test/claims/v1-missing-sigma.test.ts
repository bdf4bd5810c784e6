import { describe, it } from "vitest";
import { v1 } from "../../src/claims/v1-missing-sigma.ts";
import { expectToFail, expectToHold } from "../support/claims.ts";
import { breakages } from "../support/distort.ts";

describe("claim v1", () => {
  it("holds, every check within its tolerance: integrals to 1e-9, σ to 1e-10", { timeout: 240_000 }, () => {
    expectToHold(v1, ({ name, predicted, tolerance }) => {
      if (name.startsWith("σ from")) return tolerance === 1e-10;
      return tolerance < (name.includes("pairs") ? 0.05 * predicted : 1e-9);
    });
  });

  it.each(breakages)("fails with $name in the denoiser", { timeout: 240_000 }, ({ optima }) => {
    expectToFail(v1.verify(optima));
  });
});
