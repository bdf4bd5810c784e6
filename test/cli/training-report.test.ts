import { expect, test } from "vitest";
import { adviceFor } from "../../src/cli/training-report.ts";

test.each([
  ["all is well", { training: 0.5, validation: 0.55, identity: 1 }, null],
  ["learnt by heart, of some use", { training: 0.3, validation: 0.7, identity: 1 }, /^The points and their noise/],
  ["learnt by heart, of no use", { training: 0.7, validation: 1.2, identity: 1 }, /^The points and their noise/],
  ["only the identity", { training: 0.97, validation: 0.98, identity: 1 }, /^Little but the identity/],
  ["exactly the identity", { training: 1, validation: 1, identity: 1 }, /^Little but the identity/],
  ["not yet the identity", { training: 3, validation: 4, identity: 1 }, /^Not even the identity/],
  ["a little better than nothing", { training: 0.9, validation: 0.94, identity: 1 }, null],
])("%s: %j", (_what, losses, expected) => {
  const advice = adviceFor(losses);
  if (expected === null) expect(advice).toBeNull();
  else expect(advice).toMatch(expected);
});
