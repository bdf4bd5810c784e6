import { describe, expect, it } from "vitest";
import type { EnergyDifference, RefineDifference } from "../../../src/sampling/energy/energy-difference.ts";
import { metropolisStep } from "../../../src/sampling/steps/metropolis-step.ts";
import { scriptedRng } from "../../support/scripted-rng.ts";

const positions = Float64Array.of(1, 2, 3, 4);
const proposed = Float64Array.of(10, 20, 30, 40);

/** Two chains in the plane, whose energy differences are these. */
const differences =
  (...values: readonly number[]): EnergyDifference =>
  () =>
    Float64Array.from(values);

/** Two chains whose differences are these at first, with this error, and other ones where they are asked for again. */
function refinable(first: readonly number[], error: number, second: readonly number[]): EnergyDifference {
  const refine: RefineDifference = (_from, _to, isOpen) => ({
    difference: Float64Array.from(first, (value, pair) => (isOpen(pair, value, error) ? second[pair] : value)),
    coarse: Float64Array.from(first),
    errorEstimate: new Float64Array(2).fill(error),
    nodes: new Uint8Array(2),
    undecided: 0,
  });
  return Object.assign(differences(...first), { refine });
}

describe("metropolisStep", () => {
  it("takes whole points where u < exp(-difference), and says what decided", () => {
    const energyDifference = differences(Math.log(2) - 1e-9, Math.log(2) + 1e-9);
    const rng = scriptedRng({ uniforms: [0.5, 0.5] });
    const { positions: next, info } = metropolisStep(rng, 2, { positions, proposed, energyDifference });
    expect([...next]).toEqual([10, 20, 3, 4]);
    expect([...info.accepted]).toEqual([1, 0]);
    expect([...info.uniforms]).toEqual([0.5, 0.5]);
    expect(info.cost).toEqual(info.energyDifference);
    expect(info.refined).toBeUndefined();
    expect([...positions]).toEqual([1, 2, 3, 4]);
  });

  it("adds the correction of a proposal that is not symmetric to the difference", () => {
    const energyDifference = differences(0.1, 0.1);
    const correction = Float64Array.of(-0.2, 0.9);
    const rng = scriptedRng({ uniforms: [0.99, 0.5] });
    const { info } = metropolisStep(rng, 2, { positions, proposed, energyDifference, correction });
    expect([...info.cost]).toEqual([0.1 - 0.2, 1]);
    expect([...info.accepted]).toEqual([1, 0]);
  });

  it("refuses what is not a number, with a correction too", () => {
    for (const correction of [undefined, Float64Array.of(Number.NaN, 0)]) {
      const energyDifference = differences(correction ? -5 : Number.NaN, Number.POSITIVE_INFINITY);
      const proposal = { positions, proposed, energyDifference, ...(correction && { correction }) };
      const { info } = metropolisStep(scriptedRng({ uniforms: [0, 0] }), 2, proposal);
      expect([...info.accepted]).toEqual([0, 0]);
    }
  });

  it("asks for a better difference exactly where the error could turn the decision", () => {
    // exp(-0.7) = 0.497: u = 0.5 is within an error of 0.01 of the difference, u = 0.4 is not.
    const energyDifference = refinable([0.7, 0.7], 0.01, [0.69, 99]);
    const rng = scriptedRng({ uniforms: [0.5, 0.4] });
    const { info } = metropolisStep(rng, 2, { positions, proposed, energyDifference });
    expect([...info.energyDifference]).toEqual([0.69, 0.7]);
    expect([...info.accepted]).toEqual([1, 1]);
    expect([...(info.refined?.coarse ?? [])]).toEqual([0.7, 0.7]);
  });

  it("judges the cost with its correction, and leaves what is downhill for certain, or not a number, as it is", () => {
    const energyDifference = refinable([0.7, -3], 0.01, [0.69, 99]);
    const correction = Float64Array.of(1, 0);
    const rng = scriptedRng({ uniforms: [0.5, 1 - 2 ** -53] });
    const { info } = metropolisStep(rng, 2, { positions, proposed, energyDifference, correction });
    expect([...info.energyDifference]).toEqual([0.7, -3]);
    expect([...info.accepted]).toEqual([0, 1]);
    const lost = refinable([Number.NaN, Number.POSITIVE_INFINITY], 0.01, [0, 0]);
    const unknown = { positions, proposed, energyDifference: lost };
    expect([...metropolisStep(scriptedRng({ uniforms: [0, 0] }), 2, unknown).info.accepted]).toEqual([0, 0]);
  });
});
