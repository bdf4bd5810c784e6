import { expect, test } from "vitest";
import { plotPage } from "../../../src/cli/output/plot-page.ts";

const specification = {
  data: [{ type: "scatter", x: [0, 1], y: [1, 2], marker: { color: "#222222" }, name: "</script><b>" }],
  layout: { width: 300, height: 200, paper_bgcolor: "#ffffff" },
};
const page = plotPage([{ specification, caption: "A & B", alternativeText: 'two "points"' }], "<Title>");

test("a page holds the plot, its caption and its alternative text, and asks for nothing from outside", () => {
  expect(page).toContain('<div id="plot-0" role="img" aria-label="two &quot;points&quot;"></div>');
  expect(page).toContain("<figcaption>A &amp; B</figcaption>");
  expect(page).toContain("<title>&lt;Title&gt;</title>");
  expect(page.match(/<\/script>/g)).toHaveLength(1);
  expect(page).not.toMatch(/(?:src|href)=/);
});

test("what differs in the dark theme is the colours, by their places", () => {
  const [, text] = /^const plots = (.*);$/m.exec(page) ?? [];
  const [{ data, layout, dark }] = JSON.parse(text);
  expect(data[0].marker.color).toBe("#222222");
  expect(layout.width).toBe(300);
  expect(dark).toEqual([
    [["data", "0", "marker", "color"], "#e4e4e4"],
    [["layout", "paper_bgcolor"], "rgba(0, 0, 0, 0)"],
  ]);
});
