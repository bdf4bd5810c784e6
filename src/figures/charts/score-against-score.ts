import { checkFewest, checkLength, checkObject, checkPoints, checkText } from "../../numerics/check.ts";
import { largestSize } from "../../numerics/sorting/maximum.ts";
import type { PlotSpecification } from "../specification/figure.ts";
import { plain } from "../specification/specification-json.ts";
import { axisSuffix, colors, panelHeading, themedAxis, themedLayout, themedLine } from "../theme/theme.ts";

/** The output of a model at some points, and the exact score there. */
export interface ScorePanel {
  readonly heading: string;
  /** Coordinates of the exact score, in any order. */
  readonly exact: Float64Array;
  /** The same coordinates of the model's output. */
  readonly model: Float64Array;
}

/** The largest number of coordinates in a panel. */
const DOTS = 500;
/** The sizes of a panel and of the margins, in CSS pixels. */
const SIDE = 190;
const LEFT = 54;
const GAP = 24;
/** The number of digits of a length that can be seen in the figure. */
const DIGITS = 3;

/**
 * The coordinates of a model's scores over those of the exact score, panel by panel, on one scale, with a dashed diagonal, on
 * which a right model lies, and the line through the origin that fits the dots best. The slope of this line is the factor c =
 * E[model . exact] / E|exact|^2: -1 for a wrong sign, sigma for a wrong power of sigma. Dots away from the line show an error
 * that no factor explains.
 * @throws InputError where there is no panel, or one without numbers
 */
export function scoreAgainstScoreFigure(panels: readonly ScorePanel[]): PlotSpecification {
  checkFewest("panels", panels, 1, "panel");
  panels.forEach((panel, k) => {
    checkObject(`panels[${k}]`, panel, "a heading, exact and model");
    checkText(`panels[${k}].heading`, panel.heading);
    checkPoints(`panels[${k}].exact`, panel.exact, 1, 1);
    checkPoints(`panels[${k}].model`, panel.model, 1, 1);
    checkLength(`panels[${k}].model`, panel.model, panel.exact.length, "numbers, as exact does");
  });
  const shown = panels.map(({ exact, model }) => ({ exact: exact.subarray(0, DOTS), model: model.subarray(0, DOTS) }));
  const end = 1.05 * Math.max(...shown.map(({ exact }) => largestSize(exact))) || 1;
  const data = panels.flatMap((panel, k) => {
    const axes = { xaxis: `x${axisSuffix(k)}`, yaxis: `y${axisSuffix(k)}` };
    const line = (slope: number, color: string, dash: string): Record<string, unknown> => {
      const reach = end / Math.max(1, Math.abs(slope));
      const [x, y] = [
        [-reach, reach],
        [-slope * reach, slope * reach],
      ];
      return { type: "scatter", mode: "lines", x, y, line: themedLine(color, 1.5, dash), hoverinfo: "skip", ...axes };
    };
    const dots = {
      type: "scatter",
      mode: "markers",
      x: shown[k].exact,
      y: shown[k].model,
      marker: { color: colors.rcae, size: 4 },
      hoverinfo: "skip",
      ...axes,
    };
    return [line(1, colors.truth, "6px,3px"), line(slopeOf(panel), colors.dae, "solid"), dots];
  });
  const range = [-end, end];
  const axes = panels.flatMap((_, k) => [
    [`xaxis${axisSuffix(k)}`, themedAxis("exact score", { range })],
    [
      `yaxis${axisSuffix(k)}`,
      themedAxis(k === 0 ? "model" : "", {
        range,
        showticklabels: k === 0,
        scaleanchor: `x${axisSuffix(k)}`,
        constrain: "domain",
      }),
    ],
  ]);
  const annotations = panels.map((panel, k) =>
    panelHeading(
      `${panel.heading}, <i>c</i> = ${String(Number(slopeOf(panel).toPrecision(2))).replace("-", "−")}`,
      axisSuffix(k),
    ),
  );
  return {
    data: plain(data, DIGITS) as Record<string, unknown>[],
    layout: themedLayout({
      width: LEFT + panels.length * SIDE + (panels.length - 1) * GAP + 10,
      height: SIDE + 28 + 44,
      margin: { l: LEFT, r: 10, t: 28, b: 44 },
      grid: { rows: 1, columns: panels.length, pattern: "independent", xgap: 0.1 },
      annotations,
      ...Object.fromEntries(axes),
    }),
  };
}

/** E[model . exact] / E|exact|^2, of all coordinates. */
function slopeOf({ exact, model }: ScorePanel): number {
  let [product, square] = [0, 0];
  for (let j = 0; j < exact.length; j++) {
    product += model[j] * exact[j];
    square += exact[j] ** 2;
  }
  return square > 0 ? product / square : 0;
}
