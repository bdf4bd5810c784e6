import { expect, test } from "vitest";
import { figure4 } from "../../src/figures/paper/figure-4-score-estimates.ts";
import { plainSpecification } from "../../src/figures/specification/specification-json.ts";
import { describe } from "../../src/notebook/describe.ts";

test("a figure is described by its title and its curves", () => {
  expect(describe(plainSpecification(figure4.build()), figure4.title)).toBe(
    "Score estimates of the optimal reconstructions, for four levels of noise: true score (4 × 301 points), " +
      "RCAE optimum (4 × 301 points), DAE optimum (4 × 301 points)",
  );
});

test("without a title by the layout's, else by its axes, markup removed", () => {
  const data = [{ type: "scatter", name: "<i>σ</i><sup>4</sup>", y: [1, 2] }];
  expect(describe({ data, layout: { title: { text: "<b>Errors</b>" } } })).toBe("Errors: σ^4 (2 points)");
  const axes = { xaxis: { title: { text: "<i>σ</i>" } }, yaxis: { title: { text: "error" } } };
  expect(describe({ data, layout: axes })).toBe("error over σ: σ^4 (2 points)");
  expect(describe({ data: [], layout: {} })).toBe("Figure");
});
