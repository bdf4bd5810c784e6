import { expect, it } from "vitest";
import { chainPath } from "../../../src/sampling/chains/chain-path.ts";

const draws = {
  dim: 2,
  chains: 3,
  kept: 2,
  draws: Float64Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12),
  acceptance: null,
};

it("is what one chain went through", () => {
  expect(chainPath(draws, 0)).toEqual(Float64Array.of(1, 2, 7, 8));
  expect(chainPath(draws, 2)).toEqual(Float64Array.of(5, 6, 11, 12));
});

it.each([-1, 3, 0.5, Number.NaN])("there is no chain %s", (chain) => {
  expect(() => chainPath(draws, chain)).toThrow(`chain must be a whole number from 0 to 2, not ${chain}`);
});
