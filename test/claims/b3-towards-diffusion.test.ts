import { describe, expect, it } from "vitest";
import { b3, type ScheduleOf } from "../../src/claims/b3-towards-diffusion.ts";
import { optimalSchedule } from "../../src/sampling/diffusion/noise-schedule.ts";
import { expectToFail, expectToHold, failures } from "../support/claims.ts";
import { breakages, scaled } from "../support/distort.ts";

/** Every level has the denoiser of another: the widest noise that of the narrowest, and so on. */
const inWrongOrder: ScheduleOf = (data, sigmas) => {
  const right = optimalSchedule(data, sigmas);
  return right.map(({ sigma, dim }, i) => {
    const other = right[right.length - 1 - i];
    return { dim, sigma, evaluate: (x) => other.evaluate(x), jacobian: (x) => other.jacobian(x) };
  });
};

const wrong: readonly { readonly name: string; readonly scheduleOf: ScheduleOf; readonly linear: boolean }[] = [
  ...breakages.map(({ name, factor }) => ({
    name,
    scheduleOf: (...[data, sigmas]: Parameters<ScheduleOf>) =>
      optimalSchedule(data, sigmas).map((r) => scaled(r, factor(r.sigma))),
    linear: true,
  })),
  // The flow of Gaussian data is linear, with factors that may be multiplied in any order.
  { name: "the levels in the wrong order", scheduleOf: inWrongOrder, linear: false },
];

describe("claim b3", () => {
  it("holds; what the flow conserves is told within 1e-3, distances and fractions of samples within 0.15, ratios within 1/3", {
    timeout: 120_000,
  }, () => {
    expectToHold(b3, ({ name, tolerance }) => {
      if (/largest error/.test(name)) return tolerance < 1e-3;
      return tolerance < (/, divided by the distance of these chains/.test(name) ? 0.34 : 0.15);
    });
  });

  it.each(wrong)(
    "fails with $name: orders, what is conserved, modes, the spiral, the curve in R^10",
    { timeout: 120_000 },
    ({ scheduleOf, linear }) => {
      const broken = b3.verify(scheduleOf);
      expectToFail(broken);
      const failed = failures(broken).join("\n");
      if (linear) expect(failed).toMatch(/^the flow of Gaussian data, d = 10/m);
      expect(failed).toMatch(/^F_σ\(x_σ\)/m);
      expect(failed).toMatch(/^log p_σ\(x_σ\)/m);
      expect(failed).toMatch(/two modes/);
      expect(failed).toMatch(/to the spiral/);
      expect(failed).toMatch(/to the curve in R¹⁰/);
    },
  );
});
