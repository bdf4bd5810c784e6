import { describe, expect, it } from "vitest";
import { committedModel } from "../../../src/autoencoder/plans/committed-models.ts";
import { littleNoiseModels, noiseLevelModels } from "../../../src/autoencoder/plans/noise-level-models.ts";
import { distancesToCurve } from "../../../src/density/curve/nearest-on-curve.ts";
import { spiral } from "../../../src/density/examples/spiral.ts";
import { figure7, spuriousAttractorFigure } from "../../../src/figures/paper/figure-7-spurious-attractor.ts";
import { noiseRadius } from "../../../src/reconstruction/field/noise-radius.ts";
import { displacement } from "../../../src/reconstruction/reconstruction.ts";

interface Trace {
  readonly name?: string;
  readonly mode: string;
  readonly xaxis: string;
  readonly x: number[];
  readonly y: number[];
}

const { network } = committedModel(littleNoiseModels[0]);
const { curve } = spiral();

function points({ x, y }: Trace): Float64Array {
  return Float64Array.from(x.flatMap((value, i) => [value, y[i]]));
}

describe("figure 7", () => {
  const { data, layout } = figure7.build();
  const traces = data as unknown as Trace[];
  const named = (name: string, xaxis: string): Float64Array =>
    points(traces.find((trace) => trace.name === name && trace.xaxis === xaxis) as Trace);

  it("has the field over [-1, 1]^2, and a close-up of the chain, on axes of one scale", () => {
    expect(layout).toMatchObject({
      xaxis: { range: [-1, 1] },
      yaxis: { range: [-1, 1], scaleanchor: "x" },
      yaxis2: { scaleanchor: "x2" },
    });
    const { range: x } = layout.xaxis2 as { range: number[] };
    const { range: y } = layout.yaxis2 as { range: number[] };
    const chain = named("chain", "x2");
    chain.forEach((value, j) => {
      const [least, most] = j % 2 === 0 ? x : y;
      expect(value).toBeGreaterThan(least);
      expect(value).toBeLessThan(most);
    });
  });

  it("its false attractors are farther from the spiral than one noisy point in 1000 falls, and r moves them by less than 1e-3", () => {
    const attractors = named("false attractors", "x");
    expect(attractors.length).toBeGreaterThanOrEqual(2);
    const cutoff = noiseRadius(2) * network.sigma;
    for (const distance of distancesToCurve(curve, attractors)) expect(distance).toBeGreaterThan(cutoff);
    // Positions are drawn to four digits.
    for (const moved of displacement(network, attractors)) expect(Math.abs(moved)).toBeLessThan(1e-3);
  });

  it("its chain begins on the spiral, to 1e-3, and ends within 0.02 of a false attractor", () => {
    const chain = named("chain", "x2");
    expect(distancesToCurve(curve, chain.subarray(0, 2))[0]).toBeLessThan(1e-3);
    const [x, y] = chain.subarray(-2);
    const attractors = named("false attractors", "x2");
    const distances = Array.from({ length: attractors.length / 2 }, (_, k) =>
      Math.hypot(x - attractors[2 * k], y - attractors[2 * k + 1]),
    );
    expect(Math.min(...distances)).toBeLessThan(0.02);
  });

  it("is the same at every run", () => {
    expect(JSON.stringify(figure7.build())).toBe(JSON.stringify({ data, layout }));
  });

  it("trains again all models of its chapter", () => {
    expect(figure7.models).toBe(noiseLevelModels);
  });
});

it("where a chain stays is not drawn again", () => {
  const path = Float64Array.of(0, 0, 0, 0, 0.1, 0, 0.1, 0, 0.1, 0.1);
  const { data } = spuriousAttractorFigure(network, new Float64Array(0), { attractors: [], path });
  const chain = (data as unknown as Trace[]).find(({ name }) => name === "chain") as Trace;
  expect(chain.x).toEqual([0, 0.1, 0.1]);
  expect(chain.y).toEqual([0, 0, 0.1]);
});
