import { expect, test } from "vitest";
import { type Contender, largestError } from "../../src/bench/benchmark.ts";
import { measure, median } from "../../src/bench/measure.ts";
import { watchMemory } from "../../src/bench/memory.ts";

/** A contender that takes the given times, the first of them to warm up, and notes when it ran. */
function pretend(name: string, seconds: readonly number[], values: readonly number[], log: string[]): Contender {
  const left = [...seconds];
  return {
    name,
    run: async () => {
      log.push(name);
      return { seconds: left.shift() as number, values: Float64Array.from(values) };
    },
  };
}

test("contenders run in turn, each time another one first; the run to warm up does not count; medians, extremes, errors and ratios to ours", async () => {
  const log: string[] = [];
  const ours = pretend("ours", [100, 1, 3, 2], [1, 2], log);
  const peer = pretend("peer", [100, 10, 20, 90], [1, 2.5], log);
  const comparison = { name: "one", reference: Float64Array.of(1, 2), ours, peers: [peer] };
  const { name, results } = await measure(comparison, 3);
  expect(name).toBe("one");
  expect(log).toEqual(["ours", "peer", "ours", "peer", "peer", "ours", "ours", "peer"]);
  expect(results).toEqual([
    { name: "ours", median: 2, fastest: 1, slowest: 3, error: 0, timesOurs: 1 },
    { name: "peer", median: 20, fastest: 10, slowest: 90, error: 0.5, timesOurs: 10 },
  ]);
});

test("where there is something to count, how much of it was done in a second, by the median", async () => {
  const ours = pretend("ours", [100, 1, 4, 2], [1], []);
  const work = { count: 30, of: "proposals" };
  const measured = await measure({ name: "one", reference: Float64Array.of(1), ours, peers: [], work }, 3);
  expect(measured.work).toBe("proposals");
  expect(measured.results[0].perSecond).toBe(15);
});

test("memory is the most of any run, the one to warm up included, and nothing where it was not measured", async () => {
  const grown = [3e6, 1e6, undefined];
  const ours: Contender = {
    name: "ours",
    run: async () => {
      const memory = grown.shift();
      return { seconds: 100, values: Float64Array.of(1), ...(memory === undefined ? {} : { memory }) };
    },
  };
  const peer = pretend("peer", [100, 1, 1], [1], []);
  const { results } = await measure({ name: "one", reference: Float64Array.of(1), ours, peers: [peer] }, 2);
  expect(results[0].memory).toBe(3e6);
  expect(results[1]).not.toHaveProperty("memory");
});

test("where a run is long, each contender has the one that counts, with its note", async () => {
  const log: string[] = [];
  const ours: Contender = {
    name: "ours",
    run: async () => ({ seconds: 2, values: Float64Array.of(1), note: "7 iterations" }),
  };
  const peer = pretend("peer", [3], [1.5], log);
  const { results } = await measure({ name: "one", reference: Float64Array.of(1), ours, peers: [peer], once: true }, 5);
  expect(results).toEqual([
    { name: "ours", median: 2, fastest: 2, slowest: 2, error: 0, timesOurs: 1, note: "7 iterations" },
    { name: "peer", median: 3, fastest: 3, slowest: 3, error: 0.5, timesOurs: 1.5 },
  ]);
  expect(log).toEqual(["peer"]);
});

test.runIf(process.platform === "linux")("512 MB that are filled and let go are seen, to 64 MB", () => {
  const growth = watchMemory();
  new Uint8Array(new SharedArrayBuffer(512 * 2 ** 20)).fill(1);
  // What else the process takes or lets go meanwhile is less.
  expect(Math.abs((growth() as number) - 512 * 2 ** 20)).toBeLessThan(64 * 2 ** 20);
});

test("the median of an even number of values is between the two in the middle", () => {
  expect(median([4, 1, 3, 2])).toBe(2.5);
});

test("an error that is not a number stays so: a solver that failed is not a perfect one", () => {
  expect(largestError(Float64Array.of(0, Number.NaN, 9), Float64Array.of(0, 0, 0))).toBeNaN();
  expect(largestError(Float64Array.of(0), Float64Array.of(0, 0))).toBeNaN();
});

test("a peer that throws has failed, whenever it does; the others go on, each against the one of ours that does the same", async () => {
  const log: string[] = [];
  const ours = pretend("ours", [100, 2, 2], [1], log);
  const narrow = pretend("ours, narrow", [100, 1, 1], [1], log);
  const peer = { ...pretend("peer, narrow", [100, 3, 3], [1], log), against: "ours, narrow" };
  let runs = 0;
  const broken: Contender = {
    name: "broken",
    run: async () => {
      runs += 1;
      if (runs === 2) throw new Error("no memory");
      return { seconds: 100, values: Float64Array.of(1) };
    },
  };
  const peers = [narrow, peer, broken];
  const { results } = await measure({ name: "one", reference: Float64Array.of(1), ours, peers }, 2);
  expect(results.map(({ timesOurs }) => timesOurs)).toEqual([1, 0.5, 3, Number.NaN]);
  expect(results[2].against).toBe("ours, narrow");
  expect(results[3]).toMatchObject({ median: Number.NaN, error: Number.NaN, failure: "no memory" });
  expect(runs).toBe(2);
});

test("ours that throws ends the comparison", async () => {
  const ours: Contender = { name: "ours", run: async () => Promise.reject(new Error("wrong")) };
  await expect(measure({ name: "one", reference: Float64Array.of(1), ours, peers: [] }, 2)).rejects.toThrow("wrong");
});
