import type { PlotSpecification } from "../specification/figure.ts";
import { DARK_GROUND, onDarkPage } from "../theme/dark-page.ts";

/** A specification in the colours of a picture: unchanged, or in those for a dark page with the ground of that page. */
export function inTheme(specification: PlotSpecification, theme: "light" | "dark"): PlotSpecification {
  if (theme === "light") return specification;
  const { data, layout } = onDarkPage(specification) as PlotSpecification;
  return { data, layout: { ...layout, paper_bgcolor: DARK_GROUND } };
}
