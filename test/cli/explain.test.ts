import { expect, test } from "vitest";
import { scorebook } from "./scorebook-on-thread.ts";

const energy = (expression: string): string => JSON.stringify({ kind: "energy", expression, domain: [[-4, 4]] });

test.each([
  ["2x(x + 1)", "2 * x * (x + 1)", "2\\cdot x\\cdot\\left(x+1\\right)"],
  ["x**2/2 + ln(1+x^2)", "x ^ 2 / 2 + log(1 + x ^ 2)", "\\frac{{ x}^{2}}{2}+\\ln\\left(1+{ x}^{2}\\right)"],
  ["max(x,0)^2 + x²", "max(x, 0) ^ 2 + x ^ 2", "{\\max\\left(x,0\\right)}^{2}+{ x}^{2}"],
])("--explain and the JSON show how %j was read", (expression, text, tex) => {
  const loss = ["loss", "--density", energy(expression), "--method", "dae", "--sigma", "0.3"];
  const { formula } = JSON.parse(scorebook([...loss, "--json"]).stdout);
  expect(formula.text).toBe(text);
  expect(formula.tex.replaceAll(" ", "")).toBe(tex.replaceAll(" ", ""));
  const { stdout } = scorebook([...loss, "--explain"]);
  expect(stdout.split("\n").slice(0, 2)).toEqual([`E was read as  ${text}`, `in TeX         ${formula.tex}`]);
  expect(stdout).toContain("optimal dae loss");
});

// Of `reconstruct`, which has the option too: the loss of the spiral takes seconds.
test("--explain says so where there is no formula, and the JSON has no field for it", () => {
  const question = ["reconstruct", "--density", "spiral", "--method", "dae", "--sigma", "0.1", "--at", "[[0,0.1]]"];
  expect(scorebook([...question, "--explain"]).stdout).toContain("The density is not given by a formula.");
  expect(JSON.parse(scorebook([...question, "--json"]).stdout)).not.toHaveProperty("formula");
});
