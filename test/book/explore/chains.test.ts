import { describe, expect, test } from "vitest";
import { chainsCommand, chainsTypescript } from "../../../book/explore/chains/chains-code.ts";
import {
  type Chains,
  momentsOfChains,
  numbersOf,
  type Running,
  startRunning,
} from "../../../book/explore/chains/chains-numbers.ts";
import { chainsSentence } from "../../../book/explore/chains/chains-sentence.ts";
import { type ChainsState, chainsFields } from "../../../book/explore/chains/chains-state.ts";
import { initialState } from "../../../book/explore/shared/address.ts";
import { runCopiedCommands, runCopiedTypescript } from "../../support/copied-code.ts";

const state: ChainsState = {
  ...{ sigma: 0.4, proposal: 0.6, chains: 20, steps: 30, seed: 7 },
  points: [
    [-1, 0],
    [1, 0.5],
  ],
};

function toTheEnd(running: Running): Running {
  while (!running.path.done) {
    running.firstOrder.step();
    running.path.step();
  }
  return running;
}

describe("the code for chains and the flow prints the page's numbers, to 1e-12", () => {
  const running = toTheEnd(startRunning(state));
  const numbers = numbersOf(running);
  const expected = (of: Chains, { acceptance }: { readonly acceptance: number }) => ({
    acceptance: [acceptance],
    ...momentsOfChains(of),
  });
  const ofFirstOrder = expected(running.firstOrder, numbers.firstOrder);
  const ofPath = expected(running.path, numbers.path);

  test("as TypeScript", async () => {
    const printed = (await runCopiedTypescript(chainsTypescript(state))) as Record<string, Record<string, unknown>>;
    expectClose(printed.firstOrder, { ...ofFirstOrder, energyDistance: [numbers.firstOrder.energyDistance] });
    expectClose(printed.path, { ...ofPath, energyDistance: [numbers.path.energyDistance] });
    expectClose(printed.flow, { energyDistance: [numbers.flow.energyDistance] });
  });

  test("as commands; that of the flow takes out the last noise", () => {
    const [firstOrder, path, flow] = runCopiedCommands(chainsCommand(state)) as Record<string, unknown>[];
    expectClose(firstOrder, ofFirstOrder);
    expectClose(path, ofPath);
    const n = state.chains;
    const mean = [0, 1].map((axis) => running.denoised.reduce((sum, x, j) => (j % 2 === axis ? sum + x / n : sum), 0));
    expectClose(flow, { mean });
  });
});

test("chains with first-order differences spread too far by more than 4 standard errors, those with the path integral and the flow by less, seed 1", () => {
  const { firstOrder, path, flow, exactSize } = numbersOf(toTheEnd(startRunning(initialState(chainsFields))));
  expect(excess(firstOrder.positions, exactSize)).toBeGreaterThan(4);
  expect(Math.abs(excess(path.positions, exactSize))).toBeLessThanOrEqual(4);
  expect(Math.abs(excess(flow.positions, exactSize))).toBeLessThanOrEqual(4);
});

/** By how many standard errors the mean square distance of independent points from their mean is above the exact one. */
function excess(positions: Float64Array, exactSize: number): number {
  const n = positions.length / 2;
  const mean = [0, 1].map((axis) => positions.reduce((sum, x, j) => (j % 2 === axis ? sum + x / n : sum), 0));
  const squares = Array.from({ length: n }, (_, i) =>
    [0, 1].reduce((sum, axis) => sum + (positions[2 * i + axis] - mean[axis]) ** 2, 0),
  );
  const average = squares.reduce((sum, one) => sum + one, 0) / n;
  const variance = squares.reduce((sum, one) => sum + (one - average) ** 2, 0) / (n - 1);
  return (average - exactSize ** 2) / Math.sqrt(variance / n);
}

test("the exact size is that of many draws of p_sigma, within 4 standard errors", () => {
  const { reference, exactSize } = startRunning({ ...state, chains: 500 });
  const squares = Array.from({ length: 500 }, (_, i) => reference[2 * i] ** 2 + (reference[2 * i + 1] - 0.25) ** 2);
  const mean = squares.reduce((sum, one) => sum + one, 0) / 500;
  const error = Math.sqrt(squares.reduce((sum, one) => sum + (one - mean) ** 2, 0) / 499 / 500);
  expect(Math.abs(mean - exactSize ** 2)).toBeLessThanOrEqual(4 * error);
});

test("the sentence says sizes, and after the first step acceptance", () => {
  const running = startRunning(state);
  expect(chainsSentence(state, numbersOf(running))).toMatch(
    /^The size of the cloud should be [\d.]+\. It is [\d.]+ for/,
  );
  toTheEnd(running);
  expect(chainsSentence(state, numbersOf(running))).toMatch(
    /^After 30 of 30 steps\. .* took \d+ % and \d+ % of their proposals\.$/,
  );
});

function expectClose(printed: Record<string, unknown>, expected: Readonly<Record<string, readonly number[]>>): void {
  for (const [name, values] of Object.entries(expected)) {
    const own = [printed[name]].flat() as number[];
    expect(own, name).toHaveLength(values.length);
    own.forEach((value, k) => {
      expect(Math.abs(value - values[k]), name).toBeLessThanOrEqual(1e-12 * Math.max(1, Math.abs(values[k])));
    });
  }
}
