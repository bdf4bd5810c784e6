import { describe, expect, it } from "vitest";
import { drawnData } from "../../../src/autoencoder/data/training-data.ts";
import { parameterVector } from "../../../src/autoencoder/network/parameters.ts";
import { trainModel } from "../../../src/autoencoder/plans/train-model.ts";
import { chooseInitialScale } from "../../../src/autoencoder/training/initial-scale.ts";
import { spiral } from "../../../src/density/examples/spiral.ts";
import { createRng, normals } from "../../../src/numerics/random/random.ts";

describe("chooseInitialScale", () => {
  it.each([1, 2])(
    "on the spiral with sigma = 0.01 is between 5 and 20, the smallest within 1 / sqrt(1000) of the lowest loss, which is below 0.7 of the identity's; at 1 and less it stays above 0.9, seed %d",
    { timeout: 60_000 },
    async (seed) => {
      const data = drawnData(spiral(), 1000, seed);
      const { scale, trials } = await chooseInitialScale(data, { sigma: 0.01, hidden: 200, iterations: 1000, seed });
      expect(scale).toBeGreaterThan(5);
      expect(scale).toBeLessThan(20);
      const identity = 2 * 0.01 ** 2;
      const least = Math.min(...trials.map(({ validation }) => validation));
      const near = trials.filter(({ validation }) => validation <= least * (1 + 1 / Math.sqrt(1000)));
      expect(scale).toBe(Math.min(...near.map((trial) => trial.scale)));
      expect(least).toBeLessThan(0.7 * identity);
      for (const { scale: tried, validation } of trials) {
        if (tried <= 1) expect(validation).toBeGreaterThan(0.9 * identity);
      }
      expect(trials.some((trial) => trial.scale <= 1)).toBe(true);
    },
  );

  it("is proportional to 1 / the data's size, exactly for a power of two", async () => {
    const data = drawnData(spiral(), 200, 1);
    const larger = { dim: 2, training: data.training.map((x) => 8 * x), validation: data.validation.map((x) => 8 * x) };
    const options = { hidden: 20, iterations: 10, seed: 1 };
    const one = await chooseInitialScale(data, { ...options, sigma: 0.05 });
    const other = await chooseInitialScale(larger, { ...options, sigma: 0.4 });
    expect(other.trials.map(({ scale }) => 8 * scale)).toEqual(one.trials.map(({ scale }) => scale));
  });

  it("says how far it is, and ends with what the hook throws", async () => {
    const data = drawnData(spiral(), 50, 1);
    const seen: number[] = [];
    const choosing = chooseInitialScale(
      data,
      { sigma: 0.1, hidden: 5, iterations: 10, seed: 1 },
      {
        onTrial: (done, total) => {
          seen.push(done / total);
          if (seen.length === 150) throw new Error("enough");
        },
      },
    );
    await expect(choosing).rejects.toThrow("enough");
    expect(seen).toEqual(seen.toSorted((a, b) => a - b));
    expect(seen.at(-1)).toBeLessThan(1);
  });

  it.each([
    [64, 300],
    [128, 150],
    [640, 30],
  ])(
    "in %i columns each of the six trials has %i iterations, so that weights times iterations stay the same",
    async (dim, iterations) => {
      const rows = normals(createRng(1), 20 * dim);
      const data = { dim, training: rows.subarray(0, 10 * dim), validation: rows.subarray(10 * dim) };
      let trials = 0;
      const choosing = chooseInitialScale(
        data,
        { sigma: 0.5, hidden: 200, iterations: 10, seed: 1 },
        {
          onTrial: (_done, total) => {
            trials = total;
            throw new Error("enough");
          },
        },
      );
      await expect(choosing).rejects.toThrow("enough");
      expect(trials).toBe(6 * iterations);
    },
  );

  it.each(["dae", "rcae"] as const)(
    "trainModel takes it where none is given: the same bytes as if it were, %s",
    async (loss) => {
      const data = drawnData(spiral(), 100, 1);
      const options = { loss, sigma: 0.05, hidden: 10, iterations: 20, seed: 1 };
      const { scale } = await chooseInitialScale(data, options);
      const chosen = await trainModel({ data, source: "spiral", options });
      const given = await trainModel({ data, source: "spiral", options: { ...options, initialScale: scale } });
      expect(chosen.provenance).toEqual(given.provenance);
      expect(chosen.provenance.options.initialScale).toBe(scale);
      expect(parameterVector(chosen.network.weights)).toEqual(parameterVector(given.network.weights));
    },
  );
});

describe("trainModel with a checkpoint", () => {
  it("refuses one of other options, and says which", async () => {
    const data = drawnData(spiral(), 50, 1);
    const options = { sigma: 0.05, hidden: 10, iterations: 20, seed: 1, initialScale: 2 };
    let checkpoint: unknown;
    await trainModel(
      { data, source: "spiral", options },
      {
        onStep: (training) => {
          if (training.iteration === 5) checkpoint = JSON.parse(JSON.stringify(training.checkpoint()));
        },
      },
    );
    const resume = (changes: object) =>
      trainModel({ data, source: "spiral", options: { ...options, ...changes } }, { checkpoint });
    await expect(resume({ hidden: 11 })).rejects.toThrow("checkpoint must be of a training with hidden 11, not 10");
    await expect(resume({ redrawEvery: 3 })).rejects.toThrow(
      "checkpoint must be of a training with redrawEvery 3, not without",
    );
    await expect(resume({ initialScale: 3 })).rejects.toThrow(
      "checkpoint must be of a training with initialScale 3, not 2",
    );
    const { initialScale: _, ...auto } = options;
    const resumed = await trainModel({ data, source: "spiral", options: auto }, { checkpoint });
    expect(resumed.provenance.options.initialScale).toBe(2);
  });
});
