import { describe, expect, it } from "vitest";
import { b2, type Dynamics } from "../../src/claims/b2-resolvent.ts";
import { mixtureCases } from "../../src/claims/evidence/mixtures.ts";
import { numericalOptima } from "../../src/claims/evidence/optima.ts";
import { RcaeLangevin } from "../../src/reconstruction/any-dimension/rcae-langevin.ts";
import { expectToFail, expectToHold, failures } from "../support/claims.ts";
import { breakages } from "../support/distort.ts";

const { rcae } = numericalOptima;
const right: Dynamics = { drift: 1, noise: Math.SQRT2, meanTime: (sigma) => sigma ** 2 };

const wrong: readonly { readonly name: string; readonly dynamics: Dynamics }[] = [
  { name: "a mean time of σ for σ²", dynamics: { ...right, meanTime: (sigma) => sigma } },
  { name: "a missing √2", dynamics: { ...right, noise: 1 } },
  { name: "a drift down the density", dynamics: { ...right, drift: -1 } },
  { name: "a drift of 2 s", dynamics: { ...right, drift: 2 } },
];

describe("claim b2", () => {
  it("holds; what is said of means is told within 0.15, the equation within 1e-3", { timeout: 120_000 }, () => {
    expectToHold(b2, ({ predicted, tolerance }) => tolerance < (predicted === 0 ? 1e-3 : 0.15));
  });

  it("compares paths with solvers, in 1, 2 and 10 dimensions, not with paths", () => {
    for (const { density } of mixtureCases) {
      expect(rcae(density, 0.5)).not.toBeInstanceOf(RcaeLangevin);
    }
  });

  it.each(wrong)(
    "fails with $name: the equation, paths with τ integrated out, and plain paths",
    {
      timeout: 120_000,
    },
    ({ dynamics }) => {
      const broken = b2.verify({ rcae, dynamics });
      expectToFail(broken);
      const failed = failures(broken).join("\n");
      expect(failed).toMatch(/\(I − σ² G\) r\*/);
      expect(failed).toMatch(/by Langevin paths against r\*/);
      // Where the drift is linear the noise does not change the mean: for a Gaussian, and far out, where plain paths start.
      if (dynamics.noise !== Math.SQRT2) return;
      expect(failed).toMatch(/by Langevin paths against μ/);
      expect(failed).toMatch(/mean of X/);
      expect(failed).toMatch(/mean of σ² s/);
    },
  );

  it.each(breakages)("fails with $name in the solver's r*", { timeout: 120_000 }, ({ optima }) => {
    expectToFail(b2.verify({ rcae: optima.rcae, dynamics: right }));
  });
});
