import { describe, expect, it } from "vitest";
import { createRng } from "../../../src/numerics/random/random.ts";
import { ChainRun, runChains } from "../../../src/sampling/chains/chain-run.ts";
import type { Sampler } from "../../../src/sampling/chains/sampler.ts";

/** Every coordinate grows by 1 a step; the first chain always takes it, the second never, by its own account. */
const counting: Sampler = {
  dim: 2,
  start: (positions) => ({ positions }),
  step: (_rng, { positions }) => ({
    state: { positions: positions.map((x) => x + 1) },
    info: { accepted: Uint8Array.of(1, 0) },
  }),
};
const rng = createRng(1);
const starts = Float64Array.of(0, 10, 20, 30);

describe("runChains", () => {
  it("keeps every position after each step, in the order step, chain, coordinate", () => {
    const { draws, kept, chains, dim, acceptance } = runChains(counting, rng, starts, { steps: 2 });
    expect([...draws]).toEqual([1, 11, 21, 31, 2, 12, 22, 32]);
    expect({ kept, chains, dim }).toEqual({ kept: 2, chains: 2, dim: 2 });
    expect([...(acceptance ?? [])]).toEqual([1, 0]);
    expect([...starts]).toEqual([0, 10, 20, 30]);
  });

  it("keeps nothing of the burn-in and every thin-th step after it", () => {
    const { draws, kept } = runChains(counting, rng, starts, { steps: 9, burnIn: 2, thin: 3 });
    expect(kept).toBe(2);
    expect([draws[0], draws[4]]).toEqual([5, 8]);
  });

  it("can be stopped between two steps: what was kept until then is there", () => {
    const run = new ChainRun(counting, rng, starts, { steps: 100, thin: 2 });
    expect(run.draws()).toMatchObject({ kept: 0, acceptance: null });
    for (let k = 0; k < 5; k++) run.step();
    expect(run.iteration).toBe(5);
    expect(run.done).toBe(false);
    expect(run.draws().kept).toBe(2);
    expect([...run.draws().draws.slice(0, 2)]).toEqual([2, 12]);
  });

  it("does not go on after its last step", () => {
    const run = new ChainRun(counting, rng, starts, { steps: 1 });
    run.step();
    expect(run.done).toBe(true);
    expect(() => run.step()).toThrow("the run is over");
  });

  it.each([
    [{ steps: 0 }, "steps must be a positive whole number, not 0"],
    [{ steps: 2.5 }, "steps must be a positive whole number, not 2.5"],
    [{ steps: 5, burnIn: 5 }, "burnIn must be below the number of steps, 5, not 5"],
    [{ steps: 5, burnIn: -1 }, "burnIn must be a whole number, 0 or more, not -1"],
    [{ steps: 5, burnIn: 3, thin: 3 }, "thin must be at most 2, the steps after the burn-in, not 3"],
    [{ steps: 1e9 }, "thin must be at least 30 for so many steps and chains, not 1"],
  ])("refuses %o", (options, sentence) => {
    expect(() => runChains(counting, rng, starts, options)).toThrow(sentence);
  });

  it.each([[[]], [[1, 2, 3]], [[1, Number.NaN]]])("refuses starts %o", (bad) => {
    expect(() => runChains(counting, rng, Float64Array.from(bad), { steps: 1 })).toThrow(
      bad.some(Number.isNaN)
        ? "starts[1] must be a finite number, not NaN"
        : `starts must hold one point or more of dimension 2, not ${bad.length} numbers`,
    );
  });
});
