import { expect, test } from "vitest";
import { Parts } from "../../../../src/cli/commands/reproduce/parts.ts";

const sleep = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

test("a part that fails is a problem with its reason, and the next is done all the same", async () => {
  const parts = new Parts();
  const failing = async (): Promise<never> => {
    throw new Error("no network");
  };
  expect(await parts.time("Jupyter", "setting up", failing)).toBeUndefined();
  expect(
    await parts.time(
      "claims",
      "computing",
      async () => 3,
      (n) => `${n} hold`,
    ),
  ).toBe(3);
  parts.skip("notebooks", "they need Jupyter");
  expect(parts.problems()).toEqual(["Jupyter: no network"]);
  expect(parts.list().map(({ name, kind, outcome }) => [name, kind, outcome])).toEqual([
    ["Jupyter", "setting up", "failed"],
    ["claims", "computing", "3 hold"],
    ["notebooks", "", "left out: they need Jupyter"],
  ]);
});

test("time is kept apart for setting up and for computing", async () => {
  const parts = new Parts();
  await parts.time("Jupyter", "setting up", () => sleep(120));
  await parts.time("claims", "computing", () => sleep(20));
  await parts.time("figures", "computing", () => sleep(20));
  const [setUp, ...computed] = parts.list().map(({ seconds }) => seconds ?? Number.NaN);
  expect(setUp).toBeGreaterThan(0.1);
  expect(Math.min(...computed)).toBeGreaterThan(0.01);
  expect(parts.seconds("setting up")).toBe(setUp);
  expect(parts.seconds("computing")).toBe(computed[0] + computed[1]);
});
