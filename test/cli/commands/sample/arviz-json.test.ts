import { expect, test } from "vitest";
import { arvizJson } from "../../../../src/cli/commands/sample/arviz-json.ts";

const run = { dim: 2, chains: 2, kept: 2, draws: Float64Array.of(1, 2, 3, 4, 5, 6, 7, 8), acceptance: null };

test("a variable for each column has its draws by chain and draw, and the file says where it is from", () => {
  expect(JSON.parse(arvizJson(run, ["bill", "mass"], { sampling_method: "mh" }))).toEqual({
    posterior: { bill: [[1, 5], [3, 7]], mass: [[2, 6], [4, 8]] }, // biome-ignore format: one line
    attrs: { inference_library: "scorebook", sampling_method: "mh" },
  });
});

test("a chain that ran away is left out, since all chains have as many draws", () => {
  const draws = Float64Array.of(1, 2, 3, 4, 5, 6, Number.NaN, 8);
  expect(JSON.parse(arvizJson({ ...run, draws }, ["a", "b"], {})).posterior).toEqual({ a: [[1, 5]], b: [[2, 6]] });
});

test("names that are not all different give way to x1, x2", () => {
  expect(Object.keys(JSON.parse(arvizJson(run, ["a", "a"], {})).posterior)).toEqual(["x1", "x2"]);
});
