import { expect, test } from "vitest";
import { adviceFor, examplePoint } from "../../../../src/cli/commands/train/training-report.ts";

test.each([
  ["all is well", { training: 0.5, validation: 0.55, identity: 1 }, null],
  ["memorised, of some use", { training: 0.3, validation: 0.7, identity: 1 }, /^The network memorised/],
  ["memorised, of no use", { training: 0.7, validation: 1.2, identity: 1 }, /^The network memorised/],
  ["only the identity", { training: 0.97, validation: 0.98, identity: 1 }, /^The network learnt little/],
  ["exactly the identity", { training: 1, validation: 1, identity: 1 }, /^The network learnt little/],
  ["not yet the identity", { training: 3, validation: 4, identity: 1 }, /^The network has not yet learnt even/],
  ["a little better than nothing", { training: 0.9, validation: 0.94, identity: 1 }, null],
])("%s: %j", (_what, losses, expected) => {
  const advice = adviceFor(losses, { loss: "dae", standardised: false });
  if (expected === null) expect(advice).toBeNull();
  else expect(advice).toMatch(expected);
});

test("advises nothing that can't be done: no noise replicates without noise, no scaling of scaled columns", () => {
  const byHeart = { training: 0.3, validation: 0.7, identity: 1 };
  const notYet = { training: 3, validation: 4, identity: 1 };
  expect(adviceFor(byHeart, { loss: "dae", standardised: false })).toContain("--noise-replicates");
  expect(adviceFor(byHeart, { loss: "rcae", standardised: false })).not.toMatch(/--noise-replicates|noise/);
  expect(adviceFor(notYet, { loss: "dae", standardised: false })).toContain("--standardise");
  expect(adviceFor(notYet, { loss: "dae", standardised: true })).not.toContain("--standardise");
});

test("the example's point is within a tenth of a standard deviation of the mean, in few digits", () => {
  const scaling = { mean: Float64Array.of(2007.46, 43.8, 0, -1234567), scale: Float64Array.of(0.9, 5.4, 1, 0.5) };
  const point = examplePoint(scaling);
  expect(point).toEqual([2007.5, 44, 0, -1234567]);
  for (const [a, value] of point.entries()) {
    expect(Math.abs(value - scaling.mean[a])).toBeLessThanOrEqual(0.1 * scaling.scale[a]);
  }
});

test("where one Gaussian has a lower loss than the network, the advice is to compare estimators", () => {
  const context = { loss: "dae", standardised: true } as const;
  const losses = { training: 0.7, validation: 0.8, identity: 1 };
  expect(adviceFor({ ...losses, gaussian: 0.75 }, context)).toMatch(/^One Gaussian, .* npx scorebook fit compares/);
  expect(adviceFor({ ...losses, gaussian: 0.85 }, context)).toBeNull();
  // A Gaussian that is hardly better than the identity says nothing against the network.
  expect(adviceFor({ ...losses, training: 0.97, validation: 0.99, gaussian: 0.97 }, context)).toMatch(
    /^The network learnt little/,
  );
});
