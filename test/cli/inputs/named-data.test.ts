import { expect, test } from "vitest";
import { distributionOf, sourceOfFile } from "../../../src/cli/inputs/named-data.ts";

test("knows the paper's data by what a model calls them", () => {
  expect(distributionOf("spiral")?.dim).toBe(2);
  expect(distributionOf("curve10d, blurred by 0.05")?.dim).toBe(10);
  expect(distributionOf("penguins.csv")).toBeNull();
});

test.each(["./spiral", "folder/curve10d", "curve10d, blurred by 0.05", "penguins.csv"])(
  "the points of the file %j are a file's, whatever it is called",
  (path) => {
    expect(distributionOf(sourceOfFile(path))).toBeNull();
  },
);
