import { expect, test } from "vitest";
import type { EstimatorName } from "../../../src/autoencoder/fit/estimator.ts";
import { verdictWarnings } from "../../../src/autoencoder/fit/verdict-warnings.ts";

const compared = (...names: EstimatorName[]): { readonly name: EstimatorName }[] => names.map((name) => ({ name }));
const all = compared("identity", "gaussian", "mixture", "points", "one-layer", "deep");

// The other sentences are tested on data made for them, in test/cli/commands/fit/fit-sentences.test.ts.
test("a one-layer network of fewer units than columns is named, with its units; of as many columns as units it is not", () => {
  expect(verdictWarnings({ chosen: "deep", results: all }, 401)).toEqual([
    "the one-layer network has 400 units for 401 columns: without a skip connection r(x) lies in 400 directions, and it can't come near the identity",
  ]);
  expect(verdictWarnings({ chosen: "deep", results: all }, 400)).toEqual([]);
  expect(verdictWarnings({ chosen: "deep", results: compared("identity", "deep") }, 401)).toEqual([]);
});

test("the points win only where they are kept, and where a network was compared with them", () => {
  const WIN = /^the points themselves, a kernel density estimate, are kept/;
  expect(verdictWarnings({ chosen: "points", results: all }, 2)).toEqual([expect.stringMatching(WIN)]);
  expect(verdictWarnings({ chosen: "mixture", results: all }, 2)).toEqual([]);
  expect(verdictWarnings({ chosen: "points", results: compared("identity", "gaussian", "points") }, 2)).toEqual([]);
});
