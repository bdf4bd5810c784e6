import { describe, expect, test } from "vitest";
import { networkCommand, networkTypescript } from "../../../book/explore/network/network-code.ts";
import { type NetworkNumbers, startSession } from "../../../book/explore/network/network-numbers.ts";
import { networkSentence } from "../../../book/explore/network/network-sentence.ts";
import { type NetworkState, networkFields, SETTINGS } from "../../../book/explore/network/network-state.ts";
import { initialState } from "../../../book/explore/shared/address.ts";
import { runCopiedCommands, runCopiedTypescript } from "../../support/copied-code.ts";

const small: NetworkState = { ...initialState(networkFields), samples: 60, hidden: 8, iterations: 20, seed: 3 };
const placed: NetworkState = { ...small, data: "points", ...SETTINGS.points };

/** A training in two goes, so that a session that stops and goes on is tested too. */
async function trained(state: NetworkState): Promise<NetworkNumbers> {
  const session = await startSession(state);
  session.advance(7);
  const numbers = session.advance(state.iterations);
  await session.close();
  return numbers;
}

describe.each([
  ["the spiral", small],
  ["points that were placed", placed],
])("the code that trains on %s gives the page's losses, to 1e-12", (_what, state) => {
  test.each([
    ["TypeScript", async () => await runCopiedTypescript(networkTypescript(state))],
    ["a command", async () => runCopiedCommands(networkCommand(state))[0]],
  ])("as %s", async (_how, run) => {
    const printed = (await run()) as Record<string, number>;
    const numbers = await trained(state);
    expect(printed.iterations).toBe(numbers.iteration);
    for (const name of ["training", "validation", "identity"] as const) {
      expect(Math.abs(printed[name] - numbers[name]), name).toBeLessThanOrEqual(1e-12 * Math.abs(numbers[name]));
    }
  });
});

test("a network of 60 units learns more than r(x) = x of 800 draws of the spiral, and less than the best denoiser; its arrows agree better with the best ones than before it learnt", async () => {
  const state = { ...small, samples: 800, hidden: 60, iterations: 60, seed: 1 };
  const session = await startSession(state);
  const before = session.advance(0);
  const numbers = session.advance(state.iterations);
  await session.close();
  expect(before.validation).toBeGreaterThan(before.identity);
  expect(numbers.validation).toBeLessThan(numbers.identity);
  expect(numbers.validation).toBeGreaterThan(numbers.optimal ?? Number.POSITIVE_INFINITY);
  expect(numbers.cosine).toBeGreaterThan(before.cosine);
  expect(networkSentence(state, numbers)).toMatch(/^After 60 of 60 iterations .* the best denoiser of all has [\d.]+/);
});

test("a single point is refused: there would be none to validate on", async () => {
  await expect(startSession({ ...placed, points: [[0, 0]] })).rejects.toThrow(/^points must be two or more/);
});
