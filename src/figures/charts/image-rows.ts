import {
  checkAllFinite,
  checkFewest,
  checkInterval,
  checkObject,
  checkPoints,
  checkText,
  checkWhole,
} from "../../numerics/check.ts";
import type { PlotSpecification } from "../specification/figure.ts";
import { plain } from "../specification/specification-json.ts";
import { colors, themedLayout } from "../theme/theme.ts";

/** Images of one kind, shown beside each other. */
export interface ImageRow {
  readonly heading: string;
  /** Shape (n, height * width): each image line by line, from the top. */
  readonly images: Float64Array;
}

export interface ImageRowsOptions {
  /** Pixels of an image. */
  readonly height: number;
  readonly width: number;
  /** The values that are white and black; a value beyond them is shown like the nearer one. */
  readonly range: readonly [white: number, black: number];
}

/** The size on the page of a pixel of an image, in CSS pixels; smaller where the figure would be too wide. */
const MAGNIFIED = 6;
const WIDEST = 860;
/** The gap between images, in pixels of the images. */
const GAP = 1;
/** The margin on the left for the headings. */
const LEFT = 150;
const MARGIN = 6;
/** The number of digits of a shade that can be seen in the figure. */
const DIGITS = 3;

/**
 * Rows of small images in shades of grey, each row with a heading: data, the same with noise, denoised, drawn. All of them are one heat
 * map, whose scale is the same for all images.
 * @throws InputError for no row, and for images of another size
 */
export function imageRowsFigure(rows: readonly ImageRow[], options: ImageRowsOptions): PlotSpecification {
  checkFewest("rows", rows, 1, "row");
  checkObject("options", options, "height, width and range");
  const { height, width, range } = options;
  checkWhole("options.height", height);
  checkWhole("options.width", width);
  checkInterval("options.range", range);
  rows.forEach((row, k) => {
    checkObject(`rows[${k}]`, row, "a heading and images");
    checkText(`rows[${k}].heading`, row.heading);
    checkPoints(`rows[${k}].images`, row.images, height * width, 1);
    checkAllFinite(`rows[${k}].images`, row.images);
  });
  const columns = Math.max(...rows.map(({ images }) => images.length / (height * width)));
  const size = { across: columns * (width + GAP) - GAP, down: rows.length * (height + GAP) - GAP };
  // Gaps between images have no value, so that the background shows.
  const shades = Array.from({ length: size.down }, () => new Array<number | null>(size.across).fill(null));
  rows.forEach(({ images }, k) => {
    images.forEach((value, j) => {
      const [image, pixel] = [Math.floor(j / (height * width)), j % (height * width)];
      const [down, across] = [Math.floor(pixel / width), pixel % width];
      const shade = Math.min(range[1], Math.max(range[0], value));
      shades[k * (height + GAP) + down][image * (width + GAP) + across] = shade;
    });
  });
  const magnified = Math.min(MAGNIFIED, (WIDEST - LEFT - MARGIN) / size.across);
  const heatmap = {
    type: "heatmap",
    z: shades,
    zmin: range[0],
    zmax: range[1],
    colorscale: [
      [0, "#f4f4f4"],
      [1, colors.ink],
    ],
    showscale: false,
    hoverinfo: "skip",
  };
  const hidden = { visible: false, fixedrange: true };
  return {
    data: plain([heatmap], DIGITS) as Record<string, unknown>[],
    layout: themedLayout({
      width: Math.round(LEFT + magnified * size.across + MARGIN),
      height: Math.round(magnified * size.down + 2 * MARGIN),
      margin: { l: LEFT, r: MARGIN, t: MARGIN, b: MARGIN },
      xaxis: { ...hidden, range: [-0.5, size.across - 0.5] },
      yaxis: { ...hidden, range: [size.down - 0.5, -0.5] },
      annotations: rows.map(({ heading }, k) => ({
        text: heading,
        xref: "paper",
        x: 0,
        xanchor: "right",
        xshift: -8,
        yref: "y",
        y: k * (height + GAP) + (height - 1) / 2,
        yanchor: "middle",
        align: "right",
        showarrow: false,
        font: { size: 12 },
      })),
    }),
  };
}
