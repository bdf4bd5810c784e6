import { afterEach, expect, test, vi } from "vitest";
import { interruptedDraws, sample } from "../../src/notebook/sample.ts";
import { InputError } from "../../src/numerics/input-error.ts";
import { createRng } from "../../src/numerics/random/random.ts";
import { runChains } from "../../src/sampling/chains/chain-run.ts";
import { unadjustedLangevin } from "../../src/sampling/steps/langevin.ts";
import { metropolisHastings } from "../../src/sampling/steps/metropolis-hastings.ts";
import { interrupted } from "../support/interrupted.ts";
import { printed } from "../support/printed.ts";

afterEach(() => {
  vi.restoreAllMocks();
});

/** On N(0, 1). */
const walk = metropolisHastings({
  dim: 1,
  energyDifference: (from, to) => from.map((x, i) => (to[i] ** 2 - x ** 2) / 2),
  proposal: 1,
});
const starts = new Float64Array(10);

test("gives the draws that runChains gives, and says at the end how many steps that were and how many proposals were taken", async () => {
  const lines = printed();
  const run = await sample(walk, starts, { label: "walk", seed: 3, steps: 40, burnIn: 10, thin: 5 });
  expect(run).toEqual(runChains(walk, createRng(3), starts, { steps: 40, burnIn: 10, thin: 5 }));
  const share = (run.acceptance as Float64Array).reduce((sum, one) => sum + one / 10, 0);
  expect(lines.at(-1)).toBe(`walk: 40 of 40, ${Math.round(100 * share)} % accepted`);
});

test("says nothing of proposals where none can be refused, and leaves no listener for interrupts", async () => {
  const before = process.listenerCount("SIGINT");
  const lines = printed();
  const langevin = unadjustedLangevin({ dim: 1, score: (x) => x.map((value) => -value), step: 0.1 });
  const { acceptance } = await sample(langevin, starts, { label: "Langevin", seed: 1, steps: 5 });
  expect(acceptance).toBeNull();
  expect(lines.at(-1)).toBe("Langevin: 5 of 5");
  expect(process.listenerCount("SIGINT")).toBe(before);
});

test("an interrupt ends it, and what was drawn until then can be had", async () => {
  printed();
  expect(interruptedDraws()).toBeNull();
  const run = sample(walk, starts, { label: "walk", seed: 1, steps: 1_000_000 });
  const error = await interrupted(run);
  const [, steps] =
    /^walk: interrupted at (\d+) of 1000000; interruptedDraws\(\) returns the draws up to then$/.exec(String(error)) ??
    [];
  expect(Number(steps)).toBeGreaterThan(0);
  expect(interruptedDraws()).toEqual(runChains(walk, createRng(1), starts, { steps: Number(steps) }));
});

test("refuses steps that can't be taken", async () => {
  printed();
  await expect(sample(walk, starts, { label: "walk", seed: 1, steps: 0 })).rejects.toThrow(InputError);
});
