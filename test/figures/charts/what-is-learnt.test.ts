import { expect, it } from "vitest";
import { paper1d } from "../../../src/density/examples/paper1d.ts";
import { whatIsLearntFigure } from "../../../src/figures/charts/what-is-learnt.ts";
import { withSlider } from "../../../src/figures/specification/slider.ts";
import { Dae1d } from "../../../src/reconstruction/line/dae-1d.ts";

const density = paper1d();
const build = (sigma: number) => whatIsLearntFigure(density, new Dae1d(density, sigma), [-1.5, 1.5], [-6, 6]);
const [, shafts, heads] = build(0.1).data as {
  x: number[];
  y: ArrayLike<number>;
  marker: { symbol: string[] };
}[];

it("arrows point to where the score is positive, at their own starts, and none reaches the next one's start", () => {
  const starts = shafts.x.filter((_, i) => i % 3 === 0);
  const tips = heads.x;
  const slopes = density.score(Float64Array.from(starts));
  starts.forEach((start, i) => {
    const symbol = heads.marker.symbol[i];
    if (symbol === "circle") expect(Math.abs(slopes[i])).toBeLessThan(1);
    else expect(symbol).toBe(slopes[i] > 0 ? "triangle-right" : "triangle-left");
    expect(Math.abs(tips[i] - start)).toBeLessThan(starts[1] - starts[0]);
  });
});

it("panel (b) has the score and (r − x)/σ², whose difference falls by 4, within 5 %, when σ is halved from 0.01", () => {
  const difference = (sigma: number) => {
    const [truth, learnt] = build(sigma).data.slice(3) as unknown as { x: Float64Array; y: Float64Array }[];
    const i = truth.x.findIndex((x) => x >= 0.2);
    return learnt.y[i] - truth.y[i];
  };
  expect(Math.abs(difference(0.01) / difference(0.005) - 4)).toBeLessThan(0.2);
});

it("has the same traces for every σ, so that a slider can move them", () => {
  const { frames } = withSlider({ parameter: "σ", values: [0.05, 0.1, 0.3], build });
  expect(frames).toHaveLength(3);
  for (const frame of frames ?? [])
    expect(frame.data.map((trace) => Object.keys(trace).sort())).toEqual([[], ["x"], ["marker", "x"], [], ["y"]]);
});
