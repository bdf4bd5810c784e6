import { Matrix, SingularValueDecomposition } from "ml-matrix";
import { checkDistribution } from "../../density/check-density.ts";
import { checkCurve } from "../../density/curve/parametric-curve.ts";
import type { CurveDistribution } from "../../density/curve/smoothed-curve.ts";
import { wave } from "../../density/examples/wave.ts";
import { linspace } from "../../numerics/approximation/grid.ts";
import { checkObject, checkPositive } from "../../numerics/check.ts";
import { InputError } from "../../numerics/input-error.ts";
import { createRng } from "../../numerics/random/random.ts";
import { optimalReconstruction } from "../../reconstruction/optimal.ts";
import { displacement } from "../../reconstruction/reconstruction.ts";
import { quiver } from "../marks/quiver.ts";
import type { Figure, PlotSpecification } from "../specification/figure.ts";
import { plain } from "../specification/specification-json.ts";
import { colors, doubleColumn, legendAbove, planeAxes, themedLayout, themedLine } from "../theme/theme.ts";

/** Figure 1: a reconstruction is sensitive along the manifold of the data and contracts across it. */
export const figure1: Figure = {
  id: "f1",
  stem: "figure-1",
  title: "Sensitive along the manifold, insensitive across it",
  shortTitle: "sensitive along the data and not across",
  source: "figure-1-along-and-across",
  chapter: "05-vector-fields",
  width: doubleColumn,
  height: 280,
  build: () => alongAndAcrossFigure(wave(), { thickness: 0.12, sigma: 0.3 }),
};

export interface AlongAndAcross {
  /** Standard deviation of the data around the curve. */
  readonly thickness: number;
  /** Standard deviation of the noise that the reconstruction is made for. */
  readonly sigma: number;
}

/** Data points that are drawn. */
const DATA = 300;
/** The number of places along the curve where dr/dx is shown, and the place whose singular values are written beside it. */
const PLACES = 6;
const LABELLED = 1;
/** The length, to both sides, of a singular direction with singular value 1, in the units of the axes. */
const UNIT = 0.42;
/** The number of pairs of arrows back to the curve, one from each side, and their distance from the curve in sigmas. */
const PAIRS = 12;
const DISTANCE = 2;
/** Digits that can be told apart on a page. */
const DIGITS = 4;

/**
 * Data around a curve of the plane, and their optimal denoiser r. Along the curve the figure shows the singular directions of
 * dr/dx, whose lengths are the singular values; on both sides of the curve it shows arrows from x to r(x), in their true length.
 *
 * @throws InputError for a curve that is not of the plane
 */
export function alongAndAcrossFigure(manifold: CurveDistribution, options: AlongAndAcross): PlotSpecification {
  checkDistribution("manifold", manifold);
  checkCurve("manifold.curve", manifold.curve);
  if (manifold.dim !== 2) {
    throw new InputError({
      argument: "manifold",
      allowed: "a curve of the plane",
      problem: `of ${manifold.dim} dimensions`,
    });
  }
  checkObject("options", options, "thickness and sigma");
  const { thickness, sigma } = options;
  checkPositive("thickness", thickness);
  checkPositive("sigma", sigma);
  const density = manifold.smoothed(thickness);
  const reconstruction = optimalReconstruction(density, "dae", sigma);
  const { curve } = manifold;
  const [start, end] = curve.interval;
  const at = (share: number): Float64Array => {
    const point = new Float64Array(2);
    curve.position(start + share * (end - start), point, 0);
    return point;
  };
  const normalAt = (share: number): Float64Array => {
    const velocity = new Float64Array(2);
    curve.velocity(start + share * (end - start), velocity);
    const speed = Math.hypot(...velocity);
    return Float64Array.of(-velocity[1] / speed, velocity[0] / speed);
  };

  const places = Array.from({ length: PLACES }, (_, k) => (k + 0.5) / PLACES);
  const spots = places.map(at);
  const directions = spots.map((spot) => singularDirections(reconstruction.jacobian(spot)));
  /** Arrows to both sides, for the larger or the smaller of the two singular values. */
  const both = (k: 0 | 1, color: string, name: string): Record<string, unknown>[] => {
    const origins = spots.flatMap((spot) => [...spot, ...spot]);
    const arrows = directions.flatMap((pair) => {
      const { value, direction } = pair[k];
      const [x, y] = direction.map((component) => value * component);
      return [x, y, -x, -y];
    });
    return quiver(Float64Array.from(origins), Float64Array.from(arrows), {
      scale: UNIT,
      head: 0.12,
      color,
      width: 2.5,
      name,
    });
  };

  const offSpots = Float64Array.from(
    Array.from({ length: PAIRS }, (_, k) => (k + 0.5) / PAIRS).flatMap((share) => {
      const [point, normal] = [at(share), normalAt(share)];
      return [DISTANCE, -DISTANCE].flatMap((distance) => [...point.map((x, a) => x + distance * sigma * normal[a])]);
    }),
  );
  const back = quiver(offSpots, displacement(reconstruction, offSpots), {
    head: 0.1,
    color: colors.dae,
    width: 1.25,
    name: "<i>r</i>(<i>x</i>) − <i>x</i>",
  });

  const sample = density.sample(createRng(1), DATA);
  const line = linspace(0, 1, 201);
  const points = (list: readonly ArrayLike<number>[]) => {
    return { x: list.map((point) => point[0]), y: list.map((point) => point[1]) };
  };
  const data = [
    {
      type: "scatter",
      mode: "markers",
      name: "data",
      ...points(Array.from({ length: DATA }, (_, i) => sample.subarray(2 * i, 2 * i + 2))),
      marker: { color: colors.faint, size: 3.5 },
      hoverinfo: "skip",
    },
    {
      type: "scatter",
      mode: "lines",
      ...points(Array.from(line, at)),
      line: themedLine(colors.ink, 1),
      showlegend: false,
      hoverinfo: "skip",
    },
    ...back,
    ...both(0, colors.truth, "∂<i>r</i>/∂<i>x</i> along the curve"),
    ...both(1, colors.rcae, "∂<i>r</i>/∂<i>x</i> across it"),
  ];
  const margin = (DISTANCE + 0.2) * sigma;
  const [x, y] = manifold.bounds.map(([lower, upper]) => [lower - margin, upper + margin]);
  const [along, across] = directions[LABELLED].map(({ value }) => value.toFixed(2));
  return {
    data: plain(data, DIGITS) as Record<string, unknown>[],
    layout: themedLayout({
      margin: { l: 46, r: 12, t: 28, b: 40 },
      showlegend: true,
      legend: legendAbove,
      ...planeAxes(x, y),
      annotations: [
        {
          text: `singular values of ∂<i>r</i>/∂<i>x</i>:<br>${colored(colors.truth, along)} along, ${colored(colors.rcae, across)} across`,
          x: spots[LABELLED][0],
          y: spots[LABELLED][1],
          ax: 0,
          ay: -92,
          arrowhead: 0,
          arrowwidth: 0.75,
          arrowcolor: colors.ink,
          standoff: 8,
        },
      ],
    }),
  };
}

function colored(color: string, text: string): string {
  return `<span style="color:${color}"><b>${text}</b></span>`;
}

interface SingularDirection {
  readonly value: number;
  /** A unit vector of inputs, its first component not negative. */
  readonly direction: readonly [number, number];
}

/** The right singular vectors of a row-major 2 x 2 matrix, the larger singular value first. */
function singularDirections(matrix: Float64Array): [SingularDirection, SingularDirection] {
  const { diagonal, rightSingularVectors } = new SingularValueDecomposition(
    new Matrix([
      [matrix[0], matrix[1]],
      [matrix[2], matrix[3]],
    ]),
  );
  const [first, second] = diagonal.map((value, k): SingularDirection => {
    const [x, y] = rightSingularVectors.getColumn(k);
    return { value, direction: x < 0 ? [-x, -y] : [x, y] };
  });
  return [first, second];
}
