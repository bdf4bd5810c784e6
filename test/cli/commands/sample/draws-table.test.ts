import { expect, test } from "vitest";
import { drawsTable } from "../../../../src/cli/commands/sample/draws-table.ts";

test("a chain that ran away has lines as long as its positions were finite", () => {
  const draws = Float64Array.of(1, 2, 3, Number.NaN, 5, Number.NaN);
  const run = { dim: 1, chains: 2, kept: 3, draws, acceptance: null };
  expect(drawsTable(run, 10, 5)).toBe("chain,step,x1\n1,15,1\n1,20,3\n1,25,5\n2,15,2\n");
});
