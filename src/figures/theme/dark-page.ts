import { colors } from "./theme.ts";

/** The background of a dark page, and of a dark picture. */
export const DARK_GROUND = "#14181e";

/** The colours of theme.ts, and their colours on a dark page. */
const ON_DARK: Readonly<Record<string, string>> = {
  "#ffffff": "rgba(0, 0, 0, 0)",
  [colors.shade]: "#3d3258",
  "#222222": "#e4e4e4",
  "#6a3d9a": "#b392e0",
  "#a0a0a0": "#8a8a8a",
};
const SLIDER = {
  bgcolor: "#555555",
  bordercolor: "#8a8a8a",
  tickcolor: "#e4e4e4",
  activebgcolor: "#8a8a8a",
};

/** The data, the layout and the frames of a figure in colours for a dark page: light ink on a transparent background. */
export function onDarkPage(figure: { data?: unknown; layout?: unknown; frames?: unknown }): object {
  const { data, layout, frames } = darkened({ data: figure.data, layout: figure.layout, frames: figure.frames }) as {
    data: unknown;
    layout?: { sliders?: object[] };
    frames: unknown;
  };
  const sliders = layout?.sliders?.map((slider) => ({ ...slider, ...SLIDER }));
  return { data, layout: { ...layout, sliders }, frames };
}

/** A value of a specification with its colours for a dark page. */
function darkened(value: unknown): unknown {
  if (typeof value === "string") return ON_DARK[value] ?? value;
  // A list of numbers contains no colours; a stop of a colour scale, such as [0, "#ffffff"], contains one.
  if (Array.isArray(value)) return typeof value.at(-1) === "number" ? value : value.map(darkened);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, darkened(member)]));
}
