import type { PlotSpecification } from "../figures/specification/figure.ts";

/** Describes a figure by its title and its traces, such as "Score estimates. Curves: true score (4 x 301 points)". */
export function describe(specification: PlotSpecification, title?: string): string {
  const heading = title ?? titleOf(specification.layout) ?? axesOf(specification.layout) ?? "Figure";
  const traces = new Map<string, number[]>();
  for (const { name, type, x, y, z } of specification.data) {
    const label = withoutTags(String(name ?? type ?? "trace"));
    const points = [x, y, z].map((values) => (Array.isArray(values) ? values.length : 0));
    traces.set(label, [...(traces.get(label) ?? []), Math.max(...points)]);
  }
  const list = [...traces].map(([label, lengths]) => `${label} (${count(lengths)})`);
  return list.length > 0 ? `${heading}: ${list.join(", ")}` : heading;
}

function count(lengths: readonly number[]): string {
  const same = lengths.every((length) => length === lengths[0]);
  const points = same ? `${lengths[0]} points` : `${lengths.join(" + ")} points`;
  return same && lengths.length > 1 ? `${lengths.length} × ${points}` : points;
}

function titleOf({ title }: Record<string, unknown>): string | undefined {
  const text = typeof title === "object" && title !== null && "text" in title ? title.text : title;
  return typeof text === "string" && text !== "" ? withoutTags(text) : undefined;
}

/** The quantities on the axes, such as "error over σ". */
function axesOf({ xaxis, yaxis }: Record<string, unknown>): string | undefined {
  const [x, y] = [xaxis, yaxis].map((axis) => titleOf((axis ?? {}) as Record<string, unknown>));
  return x && y ? `${y} over ${x}` : undefined;
}

/** Removes the HTML tags that labels of Plotly may contain: <i>, <b>, <br>, <sub>, <sup>. */
function withoutTags(text: string): string {
  return text
    .replaceAll(/<br\s*\/?>/g, " ")
    .replaceAll("<sup>", "^")
    .replaceAll(/<[^>]*>/g, "");
}
