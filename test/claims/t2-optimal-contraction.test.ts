import { describe, expect, it } from "vitest";
import { numericalOptima, type Optima } from "../../src/claims/evidence/optima.ts";
import { t2 } from "../../src/claims/t2-optimal-contraction.ts";
import { expectToFail, expectToHold, failures } from "../support/claims.ts";
import { breakages } from "../support/distort.ts";

describe("claim t2", () => {
  it("holds, every check within its tolerance and every order within 0.05", { timeout: 240_000 }, () => {
    // Stated errors of the contractive optimum in the plane, far out included, come to 1e-6 at most.
    expectToHold(t2, ({ predicted, tolerance }) => tolerance <= (predicted === 0 ? 1e-6 : 0.05 * Math.abs(predicted)));
  });

  it.each(breakages)(
    "fails with $name in both optima, in exact statements and in orders",
    { timeout: 240_000 },
    ({ optima }) => {
      expectToFail(t2.verify(optima));
    },
  );

  it("fails where the denoiser stands in for the contractive optimum, in parts (a) and (b)", {
    timeout: 240_000,
  }, () => {
    const denoiser: Optima = { ...numericalOptima, rcae: numericalOptima.dae };
    const failed = failures(t2.verify(denoiser)).join("\n");
    expect(failed).toMatch(/\(a\)/);
    expect(failed).toMatch(/\(b\)/);
  });
});
