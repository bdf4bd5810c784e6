import { expect, it } from "vitest";
import { lineChart } from "../../../src/figures/charts/line-chart.ts";
import { withSlider } from "../../../src/figures/specification/slider.ts";

const build = (sigma: number) => {
  const figure = lineChart(
    [0, 1],
    [
      { name: "fixed", y: [1, 2] },
      { name: "moving", y: [sigma, 2 * sigma] },
    ],
  );
  return { data: figure.data, layout: { ...figure.layout, annotations: [{ text: `σ = ${sigma}` }] } };
};

it("shows the middle value; each frame holds only what differs between values, its own among them", () => {
  const { data, layout, frames } = withSlider({ parameter: "σ", values: [0.1, 0.2, 0.4], build });
  expect(data.map(({ y }) => y)).toEqual([
    [1, 2],
    [0.2, 0.4],
  ]);
  expect(frames?.map(({ name }) => name)).toEqual(["0.1", "0.2", "0.4"]);
  expect(frames?.map((frame) => frame.data)).toEqual([
    [{}, { y: [0.1, 0.2] }],
    [{}, { y: [0.2, 0.4] }],
    [{}, { y: [0.4, 0.8] }],
  ]);
  expect(frames?.[0].traces).toEqual([0, 1]);
  expect(frames?.map((frame) => frame.layout)).toEqual(
    [0.1, 0.2, 0.4].map((s) => ({ annotations: [{ text: `σ = ${s}` }] })),
  );
  const [slider] = layout.sliders as { active: number; steps: { label: string; method: string; args: unknown[] }[] }[];
  expect(slider.active).toBe(1);
  expect(slider.steps.map(({ label, method, args }) => [label, method, args[0]])).toEqual(
    ["0.1", "0.2", "0.4"].map((name) => [name, "animate", [name]]),
  );
});

it("makes room below the axes for the slider", () => {
  const plain = build(0.2).layout as unknown as { height: number; margin: { b: number } };
  const { layout } = withSlider({ parameter: "σ", values: [0.1, 0.2], build });
  const added = (layout.height as number) - plain.height;
  expect(added).toBeGreaterThan(0);
  expect((layout.margin as { b: number }).b - plain.margin.b).toBe(added);
});
