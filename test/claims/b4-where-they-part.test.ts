import { describe, expect, it } from "vitest";
import { b4 } from "../../src/claims/b4-where-they-part.ts";
import { numericalOptima, type Optima } from "../../src/claims/evidence/optima.ts";
import { expectToFail, expectToHold, failures } from "../support/claims.ts";
import { breakages } from "../support/distort.ts";

describe("claim b4", () => {
  it("holds, every check within its tolerance and every order within 0.05", { timeout: 240_000 }, () => {
    expectToHold(b4);
  });

  it.each(breakages)(
    "fails with $name in both optima, in exact statements and in orders",
    { timeout: 240_000 },
    ({ optima }) => {
      expectToFail(b4.verify(optima));
    },
  );

  it("fails where the denoiser stands in for the contractive optimum: it has no curl, and no other loss", {
    timeout: 240_000,
  }, () => {
    const denoiser: Optima = { ...numericalOptima, rcae: numericalOptima.dae };
    const failed = failures(b4.verify(denoiser)).join("\n");
    expect(failed).toContain("along AB − BA");
    expect(failed).toContain("order in σ of J_RCAE − J_RCAEᵀ");
    expect(failed).toContain("order in σ of L_RCAE");
  });

  it("fails where the contractive optimum stands in for the denoiser: its Jacobian is not symmetric, it does work around a circle", {
    timeout: 240_000,
  }, () => {
    const failed = failures(b4.verify({ ...numericalOptima, dae: numericalOptima.rcae })).join("\n");
    expect(failed).toContain("J_DAE − J_DAEᵀ");
    expect(failed).toContain("∮ (r*_DAE − x)·dx");
  });
});
