import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  completeTrainingOptions,
  type TrainingOptions,
  trainingPhases,
} from "../../../src/autoencoder/training/training-options.ts";

const options: TrainingOptions = { sigma: 0.1, hidden: 4, iterations: 10, seed: 1, initialScale: 2 };

describe("completeTrainingOptions", () => {
  it("fills in the defaults, always in the same order", () => {
    const complete = completeTrainingOptions(options);
    expect(complete).toEqual({ ...options, loss: "dae", tied: false, annealing: [], history: 100 });
    const reversed = Object.fromEntries(Object.entries(options).reverse()) as unknown as TrainingOptions;
    expect(JSON.stringify(completeTrainingOptions(reversed))).toBe(JSON.stringify(complete));
  });

  it("leaves out one copy, which is what there is anyway", () => {
    expect(completeTrainingOptions({ ...options, noiseReplicates: 1 })).toEqual(completeTrainingOptions(options));
    expect(completeTrainingOptions({ ...options, noiseReplicates: 2 }).noiseReplicates).toBe(2);
  });

  it("leaves out the size of the initial output where none is given", () => {
    expect(completeTrainingOptions(options)).not.toHaveProperty("initialOutput");
    expect(completeTrainingOptions({ ...options, initialOutput: 1 }).initialOutput).toBe(1);
  });

  it("leaves what is complete as it is", () => {
    const complete = completeTrainingOptions({ ...options, loss: "rcae", tied: true, annealing: [3, 2], history: 7 });
    expect(completeTrainingOptions(complete)).toEqual(complete);
  });

  const bad: readonly [change: Partial<Record<keyof TrainingOptions, unknown>>, message: string][] = [
    [{ sigma: 0 }, "sigma must be a positive number, not 0"],
    [{ sigma: -1 }, "sigma must be a positive number, not -1"],
    [{ sigma: Number.NaN }, "sigma must be a positive number, not NaN"],
    [{ initialScale: Number.POSITIVE_INFINITY }, "initialScale must be a positive number, not Infinity"],
    [{ initialOutput: 0 }, "initialOutput must be a positive number, not 0"],
    [{ initialOutput: 1, tied: true }, "initialOutput must be left out for tied weights, where V is W^T, not 1"],
    [{ hidden: 0 }, "hidden must be a positive whole number, not 0"],
    [{ hidden: 2.5 }, "hidden must be a positive whole number, not 2.5"],
    [{ iterations: -3 }, "iterations must be a positive whole number, not -3"],
    [{ iterations: 2, annealing: [1, 0.5] }, "iterations must be at least 3, one for each sigma, not 2"],
    [{ seed: 0 }, "seed must be a positive whole number, not 0"],
    [{ seed: 2 ** 32 }, "seed must be at most 4294967295, not 4294967296"],
    [{ history: 0 }, "history must be a positive whole number, not 0"],
    [{ redrawEvery: 0 }, "redrawEvery must be a positive whole number, not 0"],
    [
      { redrawEvery: 5, loss: "rcae" },
      "redrawEvery must be left out for the loss rcae, which draws no corruption, not 5",
    ],
    [{ noiseReplicates: 0 }, "noiseReplicates must be a positive whole number, not 0"],
    [
      { noiseReplicates: 5, loss: "rcae" },
      "noiseReplicates must be left out for the loss rcae, which draws no corruption, not 5",
    ],
    [{ annealing: [0.3, 0] }, "annealing[1] must be a positive number, not 0"],
    [{ annealing: [Number.NaN] }, "annealing[0] must be a positive number, not NaN"],
    [{ loss: "mse" }, 'loss must be "dae" or "rcae", not "mse"'],
  ];
  it.each(bad)("%j is refused", (change, message) => {
    expect(() => completeTrainingOptions({ ...options, ...change } as TrainingOptions)).toThrow(message);
  });
});

describe("trainingPhases", () => {
  const inputs = {
    iterations: fc.integer({ min: 1, max: 3000 }),
    annealing: fc.array(fc.double({ min: 0.2, max: 2, noNaN: true }), { maxLength: 5 }),
    redrawEvery: fc.option(fc.integer({ min: 1, max: 500 }), { nil: undefined }),
  };

  it("share the iterations: they sum to all of them, each at least one, none longer than until the next draw", () => {
    fc.assert(
      fc.property(fc.record(inputs), ({ iterations, annealing, redrawEvery }) => {
        fc.pre(iterations > annealing.length);
        const redraw = redrawEvery === undefined ? {} : { redrawEvery };
        const phases = trainingPhases(completeTrainingOptions({ ...options, iterations, annealing, ...redraw }));
        expect(phases.reduce((sum, phase) => sum + phase.iterations, 0)).toBe(iterations);
        for (const phase of phases) {
          expect(phase.iterations).toBeGreaterThanOrEqual(1);
          expect(phase.iterations).toBeLessThanOrEqual(redrawEvery ?? iterations);
        }
      }),
    );
  });

  it("give every sigma an equal share, to within one iteration, in the order given and sigma last", () => {
    fc.assert(
      fc.property(fc.record(inputs), ({ iterations, annealing }) => {
        fc.pre(iterations > annealing.length);
        const phases = trainingPhases(completeTrainingOptions({ ...options, iterations, annealing }));
        expect(phases.map(({ sigma }) => sigma)).toEqual([...annealing, options.sigma]);
        for (const phase of phases) {
          expect(Math.abs(phase.iterations - iterations / phases.length)).toBeLessThanOrEqual(1);
        }
      }),
    );
  });

  it("draw anew with every sigma", () => {
    const phases = trainingPhases(
      completeTrainingOptions({ ...options, iterations: 20, annealing: [0.3], redrawEvery: 4 }),
    );
    expect(phases.map(({ sigma }) => sigma)).toEqual([0.3, 0.3, 0.3, 0.1, 0.1, 0.1]);
    expect(phases.map(({ start }) => start)).toEqual([0, 4, 8, 10, 14, 18]);
    expect(phases.map(({ iterations }) => iterations)).toEqual([4, 4, 2, 4, 4, 2]);
  });
});
