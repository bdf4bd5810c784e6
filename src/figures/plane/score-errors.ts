import { EigenvalueDecomposition, Matrix } from "ml-matrix";
import { checkObject, checkPoints, checkWhole } from "../../numerics/check.ts";
import { quiver } from "../marks/quiver.ts";
import type { PlotSpecification } from "../specification/figure.ts";
import { plain } from "../specification/specification-json.ts";
import { colors, doubleColumn, themedAxis, themedLayout } from "../theme/theme.ts";

/** A field that was evaluated at points, and its errors there. */
export interface FieldErrors {
  readonly dim: number;
  readonly sigma: number;
  /** Shape (n, d). */
  readonly points: Float64Array;
  /** The error at each point in sigmas, not negative. (n) */
  readonly errors: Float64Array;
  /** The scores themselves, shape (n, d). */
  readonly scores: Float64Array;
}

/** The largest number of dots and arrows that are drawn. */
const DOTS = 1500;
const ARROWS = 250;
const DIGITS = 4;
const HEIGHT = 420;

/**
 * Shows where a field is wrong. The points are dots, and a darker dot has a larger error. Above two dimensions the dots lie on
 * the first two principal components of the points; on the line the height is the error.
 * @param label the name of the errors, for the scale of colours
 */
export function scoreErrorFigure(field: FieldErrors, label: string): PlotSpecification {
  check(field);
  const { dim, points, errors } = field;
  const shown = Array.from({ length: Math.min(DOTS, errors.length) }, (_, i) => i);
  const values = shown.map((i) => errors[i]);
  // The largest hundredth of the errors is cut off, since it might leave all other errors in one colour.
  const largest = [...values].sort((a, b) => a - b)[Math.floor(0.99 * (values.length - 1))];
  const [x, y] = dim === 1 ? [shown.map((i) => points[i]), values] : projected(points, dim, shown);
  const marker = {
    size: 5,
    color: values,
    cmin: 0,
    cmax: largest > 0 ? largest : 1,
    colorscale: [
      [0, "#e8e4f0"],
      [0.5, colors.dae],
      [1, colors.rcae],
    ],
    ...(dim > 1 && { colorbar: { title: { text: label, side: "right" }, thickness: 12, outlinewidth: 0.5 } }),
  };
  const hovertemplate = dim === 1 ? "x %{x}<br>%{y}<extra></extra>" : "(%{x}, %{y})<br>%{marker.color}<extra></extra>";
  return onPlane(dim, [{ type: "scatter", mode: "markers", x, y, marker, hovertemplate }], label);
}

/** The steps r(x) - x = sigma^2 score as arrows at some of the points; on the line the scores over the points. */
export function scoreArrowFigure(field: FieldErrors): PlotSpecification {
  check(field);
  const { dim, sigma, points, scores, errors } = field;
  const shown = Array.from({ length: Math.min(dim === 1 ? DOTS : ARROWS, errors.length) }, (_, i) => i);
  if (dim === 1) {
    const y = shown.map((i) => scores[i]);
    const x = shown.map((i) => points[i]);
    return onPlane(1, [{ type: "scatter", mode: "markers", x, y, marker: { size: 4, color: colors.dae } }], "score");
  }
  const [x, y, axes] = projected(points, dim, shown);
  const steps = shown.flatMap((i) => axes.map((axis) => sigma ** 2 * along(axis, scores, i * dim)));
  const at = Float64Array.from(shown.flatMap((_, k) => [x[k], y[k]]));
  const size = Math.max(...x) - Math.min(...x);
  const arrows = { scale: 1, longest: size / 8, head: size / 90, width: 1, axis: "" };
  return onPlane(dim, [...quiver(at, Float64Array.from(steps), arrows)], "");
}

function onPlane(dim: number, data: readonly Record<string, unknown>[], label: string): PlotSpecification {
  const names =
    dim === 1 ? ["<i>x</i>", label] : dim === 2 ? ["<i>x</i>₁", "<i>x</i>₂"] : ["first principal component", "second"];
  return {
    data: plain(data, DIGITS) as Record<string, unknown>[],
    layout: themedLayout({
      width: doubleColumn,
      height: HEIGHT,
      showlegend: false,
      margin: { l: 60, r: 20, t: 20, b: 48 },
      xaxis: themedAxis(names[0]),
      yaxis: themedAxis(names[1], dim > 1 ? { scaleanchor: "x" } : {}),
    }),
  };
}

/** Coordinates of some points in the plane, or along their first two principal axes; and these axes, from the mean. */
function projected(points: Float64Array, dim: number, shown: readonly number[]): [number[], number[], number[][]] {
  const axes =
    dim === 2
      ? [
          [1, 0],
          [0, 1],
        ]
      : principalAxes(points, dim);
  const coordinate = (axis: readonly number[]): number[] => shown.map((i) => along(axis, points, i * dim));
  return [coordinate(axes[0]), coordinate(axes[1]), axes];
}

function along(axis: readonly number[], values: Float64Array, start: number): number {
  return axis.reduce((sum, weight, a) => sum + weight * values[start + a], 0);
}

/** The two directions in which points vary most. */
function principalAxes(points: Float64Array, dim: number): number[][] {
  const n = points.length / dim;
  const mean = Array.from({ length: dim }, (_, a) => {
    let sum = 0;
    for (let i = 0; i < n; i++) sum += points[i * dim + a];
    return sum / n;
  });
  const covariance = new Matrix(dim, dim);
  for (let a = 0; a < dim; a++) {
    for (let b = 0; b < dim; b++) {
      let sum = 0;
      for (let i = 0; i < n; i++) sum += (points[i * dim + a] - mean[a]) * (points[i * dim + b] - mean[b]);
      covariance.set(a, b, sum / n);
    }
  }
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(covariance, { assumeSymmetric: true });
  const order = realEigenvalues.map((_, k) => k).sort((a, b) => realEigenvalues[b] - realEigenvalues[a]);
  return order.slice(0, 2).map((k) => eigenvectorMatrix.getColumn(k));
}

function check(field: FieldErrors): void {
  checkObject("field", field, "dim, sigma, points, scores and errors");
  const { dim, points, errors, scores } = field;
  checkWhole("dim", dim);
  checkPoints("points", points, dim, 1);
  checkPoints("scores", scores, dim, points.length / dim);
  checkPoints("errors", errors, 1, points.length / dim);
}
