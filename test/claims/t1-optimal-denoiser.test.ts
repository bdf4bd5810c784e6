import { describe, it } from "vitest";
import { t1 } from "../../src/claims/t1-optimal-denoiser.ts";
import { expectToFail, expectToHold } from "../support/claims.ts";
import { breakages } from "../support/distort.ts";

describe("claim t1", () => {
  it("holds, every check within its tolerance and every order within 0.05", { timeout: 240_000 }, () => {
    expectToHold(t1);
  });

  it.each(breakages)(
    "fails with $name in both optima, in exact statements and in orders",
    { timeout: 240_000 },
    ({ optima }) => {
      expectToFail(t1.verify(optima));
    },
  );
});
