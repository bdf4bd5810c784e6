import * as v from "valibot";
import { expect, test } from "vitest";
import { describeIssue } from "../../src/numerics/schema-issue.ts";

const schema = v.strictObject({
  format: v.literal("scorebook"),
  losses: v.strictObject({ training: v.number() }),
  layers: v.pipe(v.array(v.number()), v.minLength(1, "must hold one number or more")),
});
const good = { format: "scorebook", losses: { training: 1 }, layers: [1] };

test.each([
  [{}, "format is missing"],
  [{ ...good, format: "other" }, 'format must be "scorebook", not "other"'],
  [{ ...good, losses: { training: "1" } }, 'losses.training must be number, not "1"'],
  [{ ...good, losses: {} }, "losses.training is missing"],
  [{ ...good, extra: 1 }, "extra is not a known field"],
  [{ ...good, layers: [] }, "layers: must hold one number or more"],
  [3, "the value must be Object, not 3"],
])("%j: %s", (value, expected) => {
  const { issues } = v.safeParse(schema, value, { abortEarly: true });
  expect(issues && describeIssue(issues[0])).toBe(expected);
});
